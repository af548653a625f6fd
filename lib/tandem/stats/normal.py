"""The normal distribution's ends of an interval of 90 %."""

STEPS_90 = 1.6448536269514722  # standard errors to either end: 5 % lie above
