"""Channels: under which rule of a definition a visit falls; for the night and for commands without Java."""
