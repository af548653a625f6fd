"""Definitions: a head that says who answers for them, and one hash over all they say."""

from __future__ import annotations

from datetime import date

import pytest

from tandem.definitions import add_entry, in_force, load_definition, load_definitions, load_versions
from tandem.errors import DefinitionError

HEAD = "id: channels\nversion: 2\nowner: marketing\neffective_from: 2026-01-05\n"


@pytest.fixture
def file(tmp_path):
    def make(text, name="a.yml"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return make


def test_comments_and_layout_do_not_change_the_hash_but_content_does(file):
    plain = load_definition(file(HEAD + "rules: [a, b]\n"))
    commented = load_definition(file("# why\n" + HEAD + "rules:\n  - a\n  - b\n"))
    changed = load_definition(file(HEAD + "rules: [b, a]\n"))

    assert plain.hash == commented.hash
    assert plain.hash != changed.hash
    assert plain.body == {"rules": ["a", "b"]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: x\nversion: 1\n", "missing owner, effective_from"),
        (HEAD.replace("2026-01-05", "soon"), "effective_from is 'soon', expected a date"),
        (HEAD.replace("version: 2", "version: two"), "version is 'two', expected a whole number"),
        ("a: [", "not valid YAML"),
        ("- a\n", "holds list"),
    ],
    ids=["no_owner", "no_date", "no_number", "broken", "a_list"],
)
def test_a_wrong_head_is_one_clear_line(file, text, said):
    with pytest.raises(DefinitionError, match=rf"a\.yml.*{said}"):
        load_definition(file(text))


def test_a_file_that_was_saved_in_another_encoding_is_one_clear_line(file):
    path = file(HEAD)
    path.write_bytes(HEAD.replace("marketing", "Köln").encode("latin-1"))

    with pytest.raises(DefinitionError, match=r"a\.yml: not UTF-8 text \(byte 0xf6\); save it as UTF-8"):
        load_definition(path)


def test_two_definitions_of_one_id_are_refused(file, tmp_path):
    file(HEAD), file(HEAD, "b.yml")

    with pytest.raises(DefinitionError, match=r"b\.yml: id channels is taken by .*a\.yml"):
        load_definitions(tmp_path, "*.yml")


def version(number, since):
    return f"id: board\nversion: {number}\nowner: o\neffective_from: {since}\n"


def test_each_day_has_the_version_in_force_on_it_and_days_before_the_first_have_that_one(file):
    folder = file(version(10, "2026-03-01"), "z.yml").parent
    file(version(9, "2026-02-01"), "b.yml")
    file(version(2, "2026-01-01"), "a.yml")
    file(HEAD, "other.yml")

    versions = load_versions(folder, "board")

    days = (
        date(2025, 1, 1),
        date(2026, 1, 31),
        date(2026, 2, 1),
        date(2026, 2, 28),
        date(2026, 3, 1),
        date(2027, 1, 1),
    )
    assert [in_force(versions, day).version for day in days] == [2, 2, 9, 9, 10, 10]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ((1, "2026-02-01"), "b.yml: version 1 of board is a.yml already"),
        ((2, "2026-01-01"), "b.yml: version 2 is effective_from 2026-01-01, expected a day after 2026-01-01, that of "),
    ],
)
def test_two_versions_that_cannot_be_told_apart_by_number_or_day_are_refused(file, second, said):
    folder = file(version(1, "2026-01-01"), "a.yml").parent
    file(version(*second), "b.yml")

    with pytest.raises(DefinitionError, match=said):
        load_versions(folder, "board")


def test_an_unknown_id_is_named_with_those_that_exist(file):
    folder = file(version(1, "2026-01-01")).parent

    with pytest.raises(DefinitionError, match="no definition has the id 'bord'; there are board"):
        load_versions(folder, "bord")


def test_an_entry_is_added_at_the_end_under_the_next_version(file):
    path = file("# why\n" + version(9, "2026-01-01") + "list: []\n")

    add_entry(path, "list", {"a": 1, "b": "x: y"})
    found = add_entry(path, "list", {"a": 2})

    assert (found.version, found.body) == (11, {"list": [{"a": 1, "b": "x: y"}, {"a": 2}]})
    assert path.read_text().startswith("# why\n")


def test_one_date_under_two_names_is_written_out_in_every_entry(file):
    path, day = file(version(1, "2026-01-01") + "list: []\n"), date(2026, 1, 5)

    for _ in range(2):
        found = add_entry(path, "list", {"period": day, "decided": day})

    assert found.body == {"list": [{"period": day, "decided": day}] * 2}
