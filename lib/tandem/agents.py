"""Is this user agent a person's browser? Judged on the text alone, once per distinct agent, without Spark.

All patterns are searched by Arrow's RE2, whose time grows with the length of the text and never with its shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from tandem.definitions import Definition, version_of
from tandem.errors import DefinitionError

BOT, HUMAN, UNKNOWN = "bot", "human", "unknown"
LIST_RULE, SHAPE_RULE = "crawler_list", "not_a_browser"
LIST = "crawler-user-agents"
KEYS = ("nothing", "people", "browsers", "robots", "list_classes", "list_class", "shape_class", "human_class")
AT_ONCE = 100  # patterns; RE2 gives up its fast automaton when one expression holds a thousand
VERDICT = pa.struct([("verdict", pa.string()), ("class", pa.string()), ("rule", pa.string())])

Said = dict[str, str | None]
Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int32]


def judge_agents(agents: pa.Array, bots: Definition) -> pa.StructArray:
    """`verdict`, `class` and `rule` of each of `agents`, as `judge_texts` says; a null says nothing."""
    encoded = agents.fill_null("").dictionary_encode()
    places, said = judge_texts(encoded.dictionary, bots)
    return pa.array(said, VERDICT).take(pa.array(places)).take(encoded.indices)


def judge_texts(texts: pa.StringArray, bots: Definition) -> tuple[Places, list[Said]]:
    """For each text, none of them null, the place of its verdict among all that can be said.

    Nothing said is unknown. Else the first that holds decides: an in-app browser is a person, what a robot rule or the
    published list knows is a robot, and so is what has not the shape of a browser; what is left is a person. The rule
    is None where none was needed.
    Raises DefinitionError when `bots` lacks a part, or one of its patterns cannot be read.
    """
    if missing := [key for key in KEYS if key not in bots.body]:
        raise DefinitionError(f"{bots.path}: missing {', '.join(missing)}; bots are told by {', '.join(KEYS)}")
    places = np.full(len(texts), -1, dtype=np.int32)
    said: list[Said] = []
    for verdict, holds in _passes(texts, bots):
        places[holds & (places < 0)] = len(said)
        said.append(verdict)
    return places, said


def texts_of(lines: Sequence[str]) -> pa.StringArray:
    """`lines` for Arrow; `pa.array` would load pandas for it, half a second on a cold start."""
    written = [line.encode() for line in lines]
    ends = np.cumsum([0, *map(len, written)], dtype=np.int64)
    return pa.LargeStringArray.from_buffers(len(lines), pa.py_buffer(ends), pa.py_buffer(b"".join(written)))


def list_version_of(rule: str | None, bots: Definition) -> str:
    """Version of the list that holds `rule`; with no rule, of the definition."""
    return f"{LIST} {version(LIST)}" if rule == LIST_RULE else version_of(bots)


def listed_by_class(bots: Definition) -> dict[str, list[str]]:
    """Patterns of the published list by our class of their first known tag."""
    classes: Mapping[str, str] = bots.body["list_classes"]
    grouped: dict[str, list[str]] = {name: [] for name in (*classes.values(), bots.body["list_class"])}
    for entry in CRAWLER_USER_AGENTS_DATA:
        known = (classes[tag] for tag in classes if tag in entry.get("tags", ()))
        grouped[next(known, bots.body["list_class"])].append(entry["pattern"])
    return grouped


def _passes(texts: pa.Array, bots: Definition) -> Iterator[tuple[Said, Mask]]:
    """Each verdict with the texts it holds for, in the order in which they are asked."""
    body = bots.body
    yield _says(UNKNOWN, UNKNOWN), _matches(texts, body["nothing"], bots, "nothing")
    for rule in body["people"]:
        yield _says(HUMAN, rule["class"], rule["rule"]), _matches(texts, rule["patterns"], bots, rule["rule"])
    for rule in body["robots"]:
        yield _says(BOT, rule["class"], rule["rule"]), _matches(texts, rule["patterns"], bots, rule["rule"])
    for name, patterns in listed_by_class(bots).items():
        yield _says(BOT, name, LIST_RULE), _matches(texts, patterns, bots, LIST_RULE, ignore_case=False)
    is_browser = _matches(texts, body["browsers"], bots, "browsers")
    yield _says(BOT, body["shape_class"], SHAPE_RULE), ~is_browser
    yield _says(HUMAN, body["human_class"]), is_browser


def _matches(
    texts: pa.Array, patterns: Sequence[str], bots: Definition, rule: str, *, ignore_case: bool = True
) -> Mask:
    """Any of `patterns` is found in the text."""
    found = np.zeros(len(texts), dtype=np.bool_)
    for some in _batches(patterns):
        try:
            hit = pc.match_substring_regex(texts, "|".join(f"(?:{each})" for each in some), ignore_case=ignore_case)
        except pa.ArrowInvalid as error:
            raise DefinitionError(
                f"{bots.path}: {rule}: {' '.join(str(error).split())}; allowed: patterns of RE2, which look neither "
                "ahead nor behind"
            ) from error
        found |= _mask(hit)
    return found


def _mask(hit: pa.BooleanArray) -> Mask:
    """Arrow's bits as numpy's bytes; `to_numpy` would load pandas, as `pa.array` does."""
    bits = np.unpackbits(np.frombuffer(hit.buffers()[1], np.uint8), bitorder="little")
    return bits[hit.offset : hit.offset + len(hit)].astype(np.bool_)


def _batches(patterns: Sequence[str]) -> Iterable[Sequence[str]]:
    return (patterns[start : start + AT_ONCE] for start in range(0, len(patterns), AT_ONCE))


def _says(verdict: str, name: str, rule: str | None = None) -> Said:
    return {"verdict": verdict, "class": name, "rule": rule}
