"""What the one-file tools share: one table in, verdicts out; no lake, no Java."""
