"""Where the jobs and definitions that ship with Tandem lie: the folders of a checkout, else those in the wheel."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parent.parent


def jobs_folder() -> Path:
    """Folder of the numbered jobs."""
    return shipped_folder("jobs")


def conf_folder() -> Path:
    """Folder of base.yml and of the definitions that ship with Tandem."""
    return shipped_folder("conf")


def shipped_folder(name: str) -> Path:
    """The folder `name` of the checkout this package runs from, else the copy that setup.py put into the wheel."""
    runs_from_checkout = (CHECKOUT / "setup.py").is_file()
    return CHECKOUT / name if runs_from_checkout else PACKAGE / f"_{name}"
