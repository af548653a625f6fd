"""Definitions: a head that says who answers for them, and one hash over all they say."""

from __future__ import annotations

import pytest

from tandem.definitions import load_definition, load_definitions
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
