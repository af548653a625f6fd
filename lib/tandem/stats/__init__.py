"""Statistics that several stages share: numpy in, numpy out, no Spark."""
