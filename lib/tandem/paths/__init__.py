"""Paths: the channels that journeys touched, how often each path converted, and what every channel earns by it.

Arrays in, arrays out, without Spark or a lake: `tandem attribute` and the attribution stage stand on the same rules.
"""
