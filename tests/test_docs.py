"""What is written about Tandem is true of it."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tandem.config import Config, Section, load_config
from tandem.scorecard.document import document as measures
from tandem.tables.document import document

ROOT = Path(__file__).parent.parent


def test_tables_page_is_current():
    assert (ROOT / "docs/tables.md").read_text(encoding="utf-8") == document(), "run `make docs`"


def test_page_of_measures_is_current():
    assert (ROOT / "docs/kpis.md").read_text(encoding="utf-8") == measures(), "run `make docs`"


def test_base_settings_are_the_defaults_all_of_them():
    written = yaml.safe_load((ROOT / "conf/base.yml").read_text(encoding="utf-8"))

    assert written == Config().model_dump(mode="json")


def test_every_setting_is_explained_where_it_stands():
    lines = (ROOT / "conf/base.yml").read_text(encoding="utf-8").splitlines()

    settings = [line for line in lines if re.match(r" {0,2}\w+:", line)]
    assert [line for line in settings if "  # " not in line] == []


@pytest.mark.parametrize("name", ["dev", "prod", "simulated"])
def test_other_settings_hold_differences_only(name):
    base, over = (ROOT / "conf" / f"{file}.yml" for file in ("base", name))
    differences = yaml.safe_load(over.read_text(encoding="utf-8"))

    assert set(leaves(differences)) & set(leaves(load_config(base).model_dump(mode="json"))) == set()
    assert set(leaves(differences)) <= set(leaves(load_config(base, over).model_dump(mode="json")))


def test_every_config_section_says_what_it_is_for():
    sections = [field.annotation for field in Config.model_fields.values()]

    assert all(section.__doc__ for section in sections if isinstance(section, type) and issubclass(section, Section))


def test_make_help_lists_every_target_with_one_line():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE).group(1).split()

    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()

    assert [line.split()[1] for line in listed] == targets


def test_readme_names_only_files_and_targets_that_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    links = [link for link in re.findall(r"\]\(([^)#]+)\)", readme) if "://" not in link]
    targets = re.findall(r"`?make ([a-z]+)\b", readme)
    assert [link for link in links if not (ROOT / link).exists()] == []
    assert [target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


def leaves(settings, above=()):
    """Every setting as (path, value)."""
    for key, value in settings.items():
        if isinstance(value, dict):
            yield from leaves(value, (*above, key))
        else:
            yield (*above, key, str(value))
