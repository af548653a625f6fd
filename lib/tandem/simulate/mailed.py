"""Whose e-mail address, as a hash, the link of a mail carries."""

from __future__ import annotations

import numpy as np

from tandem.simulate.draws import mix
from tandem.simulate.rows import Array, Rows
from tandem.simulate.state import Company


def mailed_to(company: Company, bursts: Rows) -> Array:
    """Code of the e-mail of who got the mail: the person that clicks, or seldom the next one, who forwarded it."""
    persons, person, rates = company.people.persons, bursts["person"], company.rates
    is_forwarded = mix(bursts["token"]) % np.uint64(1000) < np.uint64(round(1000 * rates.forwarded_share))
    receiver: Array = np.where(is_forwarded, (person + 1) % company.people.size, person)
    code: Array = persons["email_first"][receiver]
    return code
