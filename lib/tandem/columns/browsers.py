"""Which family of browsers a user agent belongs to: those of one family block, and are blocked, alike."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

# Nearly every browser claims to be Safari, and most claim to be Chrome, so the order decides.
FAMILIES = {
    "in_app": (
        *("FBAN", "FBAV", "FB_IAB", "Instagram", "LinkedInApp", "musical_ly", "BytedanceWebview", "Snapchat"),
        *("Pinterest/", "GSA/", "; wv)"),
    ),
    "samsung": ("SamsungBrowser/",),
    "opera": ("OPR/", "OPiOS/", "Opera"),
    "edge": ("Edg/", "EdgA/", "EdgiOS/", "Edge/"),
    "firefox": ("Firefox/", "FxiOS/"),
    "chrome": ("Chrome/", "CriOS/", "Chromium/"),
    "safari": ("Safari/",),
}
OTHER, UNKNOWN = "other", "unknown"


def browser_family(user_agent: Column) -> Column:
    """in_app, samsung, opera, edge, firefox, chrome, safari, other; unknown where no agent was sent."""
    family = F.when(F.coalesce(F.trim(user_agent), F.lit("")) == "", F.lit(UNKNOWN))
    for name, marks in FAMILIES.items():
        family = family.when(reduce(Column.__or__, map(user_agent.contains, marks)), F.lit(name))
    return family.otherwise(F.lit(OTHER))
