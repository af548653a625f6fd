"""Delimited files and tables, read and written one way by every tool that takes one file: no Spark, no Java."""
