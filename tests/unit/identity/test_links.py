from datetime import date
from pathlib import Path

import pytest

from tandem.columns.ids import rekeyed_text
from tandem.definitions import load_definition
from tandem.errors import DefinitionError
from tandem.identity import forbidden_pairs, read_pair, with_pair
from tandem.shipped import conf_folder

A, B, C = "a" * 32, "b" * 32, "c" * 32
SAID = {"reason": "two sisters: one account", "owner": "Kim", "since": date(2026, 3, 1)}


def written(tmp_path: Path, *pairs):
    text = (conf_folder() / "links.yml").read_text()
    for pair in pairs:
        text = with_pair(text, pair)
    (tmp_path / "links.yml").write_text(text)
    return load_definition(tmp_path / "links.yml")


def test_each_added_pair_is_read_again_under_the_next_version(tmp_path):
    one, two = read_pair("x", {"a": B, "b": A, **SAID}), read_pair("x", {"a": A, "b": C, **SAID})

    links = written(tmp_path, one, two)

    assert forbidden_pairs(links) == [one, two]
    assert (one.a, one.b) == (A, B)
    assert links.version == 3
    assert (tmp_path / "links.yml").read_text().startswith("# Pairs of ids")


def test_a_pair_holds_under_every_key_since_the_one_it_was_written_under(tmp_path):
    pair, keys = read_pair("x", {"a": A, "b": B, **SAID}), (b"first", b"second", b"third")

    found = forbidden_pairs(written(tmp_path, pair), keys)

    second = {id_: rekeyed_text(id_, b"second") for id_ in (A, B)}
    third = {rekeyed_text(id_, b"third") for id_ in second.values()}
    assert {frozenset((each.a, each.b)) for each in found} >= {
        frozenset((A, B)), frozenset(rekeyed_text(id_, b"third") for id_ in (A, B)), frozenset(third),
    }  # fmt: skip
    assert all(each.a < each.b for each in found)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"a": A, "b": A, **SAID}, "two different ids of 32 hex digits"),
        ({"a": A, "b": "kim@example.org", **SAID}, "two different ids of 32 hex digits"),
        ({"a": A, "b": B}, "expected a, b, reason, owner, since"),
        ({"a": A, "b": B, **SAID, "since": "soon"}, "since is 'soon'"),
        ("a-b", "expected a, b, reason, owner, since"),
    ],
)
def test_an_entry_that_says_too_little_is_named(entry, words):
    with pytest.raises(DefinitionError, match=f"links.yml: do_not_link 1.*{words}"):
        read_pair("links.yml: do_not_link 1", entry)
