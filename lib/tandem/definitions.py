"""Definitions: the versioned, owned files in conf/ that give numbers their meaning. One loader, one hash."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from tandem.conf_file import content_of, hash_of
from tandem.errors import DefinitionError

HEAD = ("id", "version", "owner", "effective_from")
VERSION = re.compile(r"^version: *(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Definition:
    """One definition: who answers for it, since when it holds, and the hash of all it says."""

    id: str
    version: int
    owner: str
    effective_from: date
    hash: str
    body: dict[str, Any]
    path: Path


def load_definition(path: Path) -> Definition:
    """The definition in one file; its hash covers everything in it but comments and layout.

    Raises DefinitionError when the file cannot be read or lacks a part of its head.
    """
    content = content_of(path, DefinitionError, holds="keys and values")
    if missing := [key for key in HEAD if content.get(key) in (None, "")]:
        raise DefinitionError(f"{path}: missing {', '.join(missing)}; a definition states {', '.join(HEAD)}")
    if not isinstance(content["effective_from"], date):
        raise DefinitionError(
            f"{path}: effective_from is {content['effective_from']!r}, expected a date like 2026-01-05"
        )
    if not isinstance(content["version"], int):
        raise DefinitionError(f"{path}: version is {content['version']!r}, expected a whole number")
    body = {key: value for key, value in content.items() if key not in HEAD}
    text = json.dumps(content, sort_keys=True, default=str, ensure_ascii=False)
    return Definition(
        id=content["id"],
        version=content["version"],
        owner=content["owner"],
        effective_from=content["effective_from"],
        hash=hash_of(text),
        body=body,
        path=path,
    )


def load_definitions(folder: Path, pattern: str) -> list[Definition]:
    """All definitions below `folder` that match `pattern`, in order of path.

    Raises DefinitionError when two of them share an id.
    """
    found = [load_definition(path) for path in sorted(folder.glob(pattern))]
    seen: dict[str, Path] = {}
    for definition in found:
        if definition.id in seen:
            raise DefinitionError(f"{definition.path}: id {definition.id} is taken by {seen[definition.id]}")
        seen[definition.id] = definition.path
    return found


def load_versions(folder: Path, id_: str) -> list[Definition]:
    """Every version of one definition below `folder`, a file each, the first one first.

    Raises DefinitionError when there is none, or when a later version does not hold from a later day.
    """
    every = [load_definition(path) for path in sorted(folder.glob("*.yml"))]
    found = sorted((each for each in every if each.id == id_), key=lambda each: each.version)
    if not found:
        known = ", ".join(sorted({each.id for each in every})) or "none"
        raise DefinitionError(f"{folder}: no definition has the id {id_!r}; there are {known}")
    for earlier, later in pairwise(found):
        if earlier.version == later.version:
            raise DefinitionError(f"{later.path}: version {later.version} of {id_} is {earlier.path.name} already")
        if earlier.effective_from >= later.effective_from:
            raise DefinitionError(
                f"{later.path}: version {later.version} is effective_from {later.effective_from}, expected a day after "
                f"{earlier.effective_from}, that of version {earlier.version} ({earlier.path.name})"
            )
    return found


def in_force(versions: Sequence[Definition], day: date) -> Definition:
    """The version that holds on a day; before the day of the first one, that one."""
    return [each for each in versions if each is versions[0] or each.effective_from <= day][-1]


def version_of(definition: Definition) -> str:
    """Id, version and hash in one text."""
    return f"{definition.id} {definition.version} {definition.hash}"


def with_entry(text: str, key: str, entry: Mapping[str, Any]) -> str:
    """The text of a definition that ends in a list, with one more entry and the next version, all else as it is."""
    said = yaml.dump(
        dict(entry), Dumper=_Written, default_flow_style=True, sort_keys=False, width=1000, allow_unicode=True
    )
    opened = re.sub(rf"^{key}: *\[\] *$", f"{key}:", text, flags=re.MULTILINE).rstrip("\n")
    raised = VERSION.sub(lambda found: f"version: {int(found[1]) + 1}", opened, count=1)
    return f"{raised}\n  - {said.strip()}\n"


def add_entry(path: Path, key: str, entry: Mapping[str, Any]) -> Definition:
    """The definition at `path` after `with_entry`, written as a whole."""
    unfinished = path.with_suffix(".yml.part")
    unfinished.write_text(with_entry(path.read_text(encoding="utf-8"), key, entry), encoding="utf-8")
    unfinished.replace(path)
    return load_definition(path)


class _Written(yaml.SafeDumper):
    """Writes a value out wherever it stands: an anchor in one entry would clash with that of the next."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True
