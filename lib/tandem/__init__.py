"""Tandem: click-through and conversion, measured together, every night, on Spark and Delta."""

__version__ = "0.1.0"
