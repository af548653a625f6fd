"""What the siblings of an arm say of their parent: creatives of a campaign, without the one that is judged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def index_of_others(
    own: Array, own_awaited: Array, *, successes: Array, awaited: Array, strength: Array, phi: Array
) -> tuple[Array, Array]:
    """The index of each arm's parent from all of the parent but that arm, and the relative variance of that index.

    `successes` and `awaited` are the parent's, `strength` is what its own prior is worth in successes. With both the
    arm's prior holds nothing of the arm, so its data count once, and it doubts its mean (Kass and Steffey 1989,
    Approximate Bayesian Inference in Conditionally Independent Hierarchical Models, JASA 84). Poisson counts around a
    gamma index: exact for rare successes, a little wide for others.
    """
    k, due = np.maximum(successes - own, 0.0) / phi, np.maximum(awaited - own_awaited, 0.0) / phi
    worth = strength + k
    return np.asarray(worth / (strength + due)), np.asarray(1 / worth)
