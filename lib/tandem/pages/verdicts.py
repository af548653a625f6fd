"""How each verdict looks and what it advises: told apart by shape as well as by colour."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.pages.markup import Html, tag


@dataclass(frozen=True)
class Look:
    """Shape, words and advice of one verdict."""

    path: str  # within -1 to 1 on both axes
    meaning: str
    advice: str


LOOKS = {
    "harmony": Look(
        "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0Z",
        "the ad draws the click, and the click becomes a customer",
        "give it more budget",
    ),
    "seduction": Look(
        "M0,-1.05L1.1,0.9L-1.1,0.9Z",
        "the ad draws clicks that do not become customers",
        "bring landing page and promise together",
    ),
    "precision": Look(
        "M0,-1.2L1.2,0L0,1.2L-1.2,0Z",
        "few click, but those who do become customers",
        "widen the appeal with new creatives",
    ),
    "struggle": Look(
        "M-0.9,-0.9L0.9,-0.9L0.9,0.9L-0.9,0.9Z",
        "few click, and few of those become customers",
        "rework it or stop it",
    ),
    "at par": Look(
        "M-1.1,-0.35L-0.35,-0.35L-0.35,-1.1L0.35,-1.1L0.35,-0.35L1.1,-0.35L1.1,0.35L0.35,0.35L0.35,1.1L-0.35,1.1"
        "L-0.35,0.35L-1.1,0.35Z",
        "both rates are what its peers lead one to expect",
        "leave it as it is",
    ),
    "undecided": Look(
        "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0ZM-0.55,0A0.55,0.55,0,1,0,0.55,0A0.55,0.55,0,1,0,-0.55,0Z",
        "too little data for a verdict",
        "wait for more data",
    ),
    "no rates": Look(
        "M-1,-0.25L1,-0.25L1,0.25L-1,0.25Z",
        "no impressions and clicks to judge it by",
        "check whether its ads are tracked",
    ),
}


def css_name(verdict: str) -> str:
    """The verdict as a class or variable of the style sheet."""
    return verdict.replace(" ", "-")


def glyph(verdict: str) -> Html:
    """The verdict's shape; decorative, its name always stands beside it."""
    shape = tag("path", d=LOOKS[verdict].path)
    return tag("svg", shape, class_=f"glyph {css_name(verdict)}", viewBox="-1.3 -1.3 2.6 2.6", aria_hidden="true")
