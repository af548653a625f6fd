"""`tandem setup`: what a night needs and pip does not bring: Delta's jars, and classes archived for a quick start."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tandem.errors import TandemError
from tandem.java import check_java

DELTA = "io.delta:delta-spark_4.2_2.13:4.4.0"
# Delta's Unity Catalog client and kernel are never called here, and Spark brings the parser itself: 31 jars less.
UNUSED = "io.unitycatalog:*,io.delta:delta-kernel-*,org.antlr:*"
SHA256 = {
    "delta-spark_4.2_2.13-4.4.0.jar": "27d4fd8b1f879535c573ed1c718177d6a27f24d3e626ba02e216369725721ead",
    "delta-storage-4.4.0.jar": "c46735481fa8e326b0957be02b4420cbcab4b325bb08009b7f2045a95133f1cc",
}


def setup() -> None:
    """Fetch the Delta jars and record the class archive, so that nights start quickly and need no network."""
    check_java()
    from tandem.session import ARCHIVE, JARS

    fetch_jars(JARS)
    record_archive(ARCHIVE)


def fetch_jars(folder: Path) -> None:
    """Put Delta's jars into `folder` by Spark's own resolver, which knows a company's mirror, unless they lie there."""
    if all(is_intact(folder / name) for name in SHA256):
        return
    with tempfile.TemporaryDirectory() as scratch:
        resolve(Path(scratch))
        folder.mkdir(parents=True, exist_ok=True)
        for name in SHA256:
            shutil.copyfile(Path(scratch) / "jars" / f"io.delta_{name}", folder / name)
    if broken := [name for name in SHA256 if not is_intact(folder / name)]:
        raise TandemError(f"setup: {', '.join(broken)} in {folder} is not the jar that was tested (SHA-256 differs)")


def resolve(scratch: Path) -> None:
    """Download Delta into `scratch`/jars."""
    import pyspark

    nothing_to_run = scratch / "nothing.py"
    nothing_to_run.touch()
    submit = Path(pyspark.__file__).parent / "bin" / "spark-submit"
    options = ["--conf", f"spark.jars.ivy={scratch}", "--packages", DELTA, "--exclude-packages", UNUSED]
    run(
        [str(submit), "--master", "local[1]", *options, str(nothing_to_run)],
        failure="Delta's jars could not be fetched",
        PYSPARK_PYTHON=sys.executable,
        PYSPARK_DRIVER_PYTHON=sys.executable,
    )


def record_archive(archive: Path) -> None:
    """Write the classes that a small night loads to `archive`: Java maps it at the next start, and parses no jars."""
    archive.unlink(missing_ok=True)
    recording = archive.with_suffix(".recording")
    run(
        [sys.executable, "-m", "tandem.cli.rehearsal"],
        failure="the class archive could not be recorded",
        SPARK_SUBMIT_OPTS=f"-XX:ArchiveClassesAtExit={recording}",
    )
    recording.replace(archive)


def run(command: list[str], *, failure: str, **environment: str) -> None:
    """Run `command` to its end, and its Java's, which holds the pipe open; its last words are told only if it fails."""
    result = subprocess.run(
        command, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if result.returncode:
        raise TandemError(f"setup: {failure}:\n{result.stdout[-2000:]}")


def is_intact(jar: Path) -> bool:
    """The file is there and is the one that was tested."""
    return jar.is_file() and hashlib.sha256(jar.read_bytes()).hexdigest() == SHA256[jar.name]
