"""Which records of customer lists are one person: lists and a definition in, links out; no lake, no Java."""
