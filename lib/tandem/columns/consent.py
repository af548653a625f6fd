"""Which consents let a row be followed, whatever a company makes of rows that say nothing."""

MEASURED = ("all", "measurement")
