"""What a notebook asks for, and what it shows, on Databricks and elsewhere."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from tandem.errors import UsageError
from tandem.job import Options
from tandem.notebook import Notebook, options_of


class Widgets(dict):
    """Databricks' widgets: a text that stands already keeps its value."""

    def text(self, name, default):
        self.setdefault(name, default)


def test_without_widgets_the_defaults_hold():
    assert Notebook({}).ask(conf="conf/prod.yml", lake="") == {"conf": "conf/prod.yml", "lake": ""}


def test_a_widget_is_made_for_each_parameter_and_what_stands_in_it_holds():
    widgets = Widgets(lake=" /Volumes/main/tandem/lake ")
    notebook = Notebook({"dbutils": SimpleNamespace(widgets=widgets)})

    assert notebook.ask(conf="", lake="") == {"conf": "", "lake": "/Volumes/main/tandem/lake"}
    assert set(widgets) == {"conf", "lake"}


def test_an_empty_parameter_is_as_configured():
    assert options_of({"conf": "", "lake": "", "landing": "", "through": ""}) == Options()


def test_parameters_are_the_arguments_of_a_run():
    asked = {"conf": "a.yml, b.yml", "lake": "/l", "landing": "/d", "through": "2026-01-05"}

    assert options_of(asked) == Options(
        conf=(Path("a.yml"), Path("b.yml")), lake=Path("/l"), landing=Path("/d"), through=date(2026, 1, 5)
    )


def test_a_day_that_is_none_is_refused():
    with pytest.raises(UsageError, match="through is 'yesterday'"):
        options_of({"through": "yesterday"})


@pytest.mark.parametrize("has_html", [True, False], ids=["databricks", "elsewhere"])
def test_a_page_is_shown_where_html_can_be_and_named_everywhere(tmp_path, capsys, has_html):
    page, shown = tmp_path / "scorecard.html", []
    page.write_text("<h1>Scorecard</h1>", encoding="utf-8")

    Notebook({"displayHTML": shown.append} if has_html else {}).show_page(page)

    assert shown == (["<h1>Scorecard</h1>"] if has_html else [])
    assert capsys.readouterr().out == f"{page}\n"


def test_a_page_that_was_never_published_is_said_to_be_missing(tmp_path, capsys):
    Notebook({}).show_page(tmp_path / "scorecard.html")

    assert "no page was published yet" in capsys.readouterr().out


def test_rows_go_to_the_screen_of_the_notebook_or_are_printed(rows, capsys):
    frame, shown = rows("entity string, value double", ("a", 1234.5), ("b", None)), []

    Notebook({"display": shown.append, "displayHTML": print}).show(frame)
    Notebook({"display": shown.append}).show(frame)

    assert shown == [frame]
    assert capsys.readouterr().out.split() == ["entity", "value", "a", "1,234.50000", "b"]
