"""Which Java will do."""

import pytest

from tandem import java
from tandem.errors import UsageError

PACKAGES = ("openjdk-17-jre-headless", "openjdk@17", "openjdk=17")


@pytest.mark.parametrize(
    ("report", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('openjdk version "21" 2023-09-19', 21),
        ('java version "1.8.0_401"', 8),
        ("The operation couldn't be completed. Unable to locate a Java Runtime.", None),
    ],
    ids=["point_release", "first_release", "old_numbering", "stub_of_macos"],
)
def test_the_major_version_is_read_from_what_java_reports(report, version):
    assert java.major_version(report) == version


@pytest.fixture
def java_home(monkeypatch, tmp_path):
    """`java_home(report)`: a JAVA_HOME whose java reports that."""

    def make(report):
        command = tmp_path / "bin/java"
        command.parent.mkdir()
        command.write_text(f"#!/bin/sh\necho '{report}' >&2\n")
        command.chmod(0o755)
        monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    return make


def test_java_17_of_java_home_will_do(java_home):
    java_home('openjdk version "17"')

    java.check_java()


def test_java_16_is_refused_in_one_line_that_names_the_packages(java_home):
    java_home('openjdk version "16.0.2"')

    with pytest.raises(UsageError, match="is Java 16; Java 17 or newer is needed") as refused:
        java.check_java()

    assert all(package in str(refused.value) for package in PACKAGES)
    assert "\n" not in str(refused.value)


def test_no_java_is_refused_in_one_line_that_names_the_packages(monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    with pytest.raises(UsageError, match="none runs as") as refused:
        java.check_java()

    assert all(package in str(refused.value) for package in PACKAGES)
