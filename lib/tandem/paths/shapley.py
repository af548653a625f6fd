"""Shapley values of channels on paths, exact for any number of channels.

The game (Zhao, Mahboobi, Bagheri 2018, arXiv 1804.05327): a coalition of channels earns the conversions of all journeys
that touched no channel outside it. Its Shapley value (Shapley 1953) has a closed form: each journey's conversions are
shared equally by the distinct channels that it touched, because equal partners of one unanimity game earn equally and
values of games add up. Journeys without a conversion change nothing, and no sampling is needed at any size.
"""

from __future__ import annotations

import numpy as np

from tandem.paths.arrays import Floats, Ints, Paths


def shapley_share(paths: Paths) -> Floats:
    """Share of its path's conversions that each touch earns: 1 / channels at a channel's first touch, else 0."""
    first = paths.firsts
    channels = np.bincount(paths.path[first], minlength=paths.starts.size)
    share: Floats = first / channels[paths.path]
    return share


def shapley_places(paths: Paths) -> Ints:
    """Place of each touch, from 1, among its path's distinct channels in order of their first touch.

    Ordered Shapley (the same paper): players are pairs of channel and place, so that opening and closing a path are
    told apart; over the places a channel's values sum to its Shapley value.
    """
    so_far = np.cumsum(paths.firsts)
    before = np.append(0, so_far)[paths.starts]
    places: Ints = so_far - before[paths.path]
    return places
