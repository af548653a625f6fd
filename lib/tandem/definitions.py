"""Definitions: the versioned, owned files in conf/ that give numbers their meaning. One loader, one hash."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tandem.conf_file import content_of, hash_of
from tandem.errors import DefinitionError

HEAD = ("id", "version", "owner", "effective_from")


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


def version_of(definition: Definition) -> str:
    """Id, version and hash in one text."""
    return f"{definition.id} {definition.version} {definition.hash}"
