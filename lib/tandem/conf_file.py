"""A file of conf/: what it holds, and the hash that stands on numbers for what it says."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import yaml

from tandem.errors import ConfigError, DefinitionError


def content_of(path: Path, error: type[ConfigError | DefinitionError], *, holds: str) -> dict[str, Any]:
    """Keys and values of a YAML file; none when it is empty. `holds` says what they should be.

    Raises `error` when the file cannot be read or is anything else.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as failed:
        raise error(f"{path}: cannot be read: {failed.strerror}") from failed
    except UnicodeDecodeError as failed:
        raise error(f"{path}: not UTF-8 text (byte {failed.object[failed.start]:#04x}); save it as UTF-8") from failed
    except yaml.YAMLError as failed:
        raise error(f"{path}: not valid YAML: {' '.join(str(failed).split())}") from failed
    if not isinstance(content, dict | None):
        raise error(f"{path}: holds {type(content).__name__}, expected {holds}")
    return content or {}


def hash_of(text: str) -> str:
    """16 hex over all of it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
