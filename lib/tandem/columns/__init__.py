"""What several stages share about one concept: Column to Column, or DataFrame to DataFrame."""
