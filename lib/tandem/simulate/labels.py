"""What the simulator knows of an event: who really sent it."""

LABELS = ("person", "crawler", "data_centre", "flood", "staff", "qa", "blind", "fast", "reader", "double_click")
PERSON, CRAWLER, DATA_CENTRE, FLOOD, STAFF, QA, BLIND, FAST, READER, DOUBLE = range(len(LABELS))
