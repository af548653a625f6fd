"""The Java runtime under Spark: found where Spark looks for it, and refused in one line when it will not do.

Standard library only: `make setup` runs this file before it downloads anything.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

from tandem.errors import UsageError

OLDEST_JAVA = 17
INSTALL = "install openjdk-17-jre-headless (Debian), openjdk@17 (brew, macOS) or openjdk=17 (conda), or set JAVA_HOME"


def check_java() -> None:
    """Raise UsageError unless Spark will find Java 17 or newer."""
    command = java_command()
    version = java_version(command)
    if version is None:
        raise UsageError(f"java: none runs as {command}; Java {OLDEST_JAVA} or newer is needed: {INSTALL}")
    if version < OLDEST_JAVA:
        raise UsageError(f"java: {command} is Java {version}; Java {OLDEST_JAVA} or newer is needed: {INSTALL}")


def java_command() -> str:
    """The command that Spark's own scripts run: of JAVA_HOME if it is set, else the first on the path."""
    home = os.environ.get("JAVA_HOME")
    return f"{home}/bin/java" if home else "java"


def java_version(command: str) -> int | None:
    """Major version that `command` reports; None when it does not run."""
    try:
        answer = subprocess.run([command, "-version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return major_version(answer.stderr)


def major_version(report: str) -> int | None:
    """17 of `openjdk version "17.0.15"`, 8 of `java version "1.8.0_401"`; None when no version is stated."""
    stated = re.search(r'version "(?:1\.)?(\d+)', report)
    return int(stated.group(1)) if stated else None


if __name__ == "__main__":
    try:
        check_java()
    except UsageError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
