"""What the simulator knows of an event: who really sent it."""

LABELS = ("person", "crawler", "data_centre", "flood", "staff", "qa")
PERSON, CRAWLER, DATA_CENTRE, FLOOD, STAFF, QA = range(len(LABELS))
