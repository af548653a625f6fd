"""What moves between two versions, counted by hand."""

from dataclasses import replace

from tandem.channels.compare import compare
from tandem.channels.marks import Marks, Stated
from tandem.channels.rules import ChannelRules, Condition, Rule

OLD = ChannelRules(
    rules=(Rule("Paid", (Condition("medium", "cp.*"),), ()), Rule("Search", (), (Condition("medium", "organic"),))),
    otherwise="Other",
    sites={"search": r"google\.com"},
    assistants=r"chat\.example",
    click_ids={"gclid": {"source": "google", "medium": "cpc"}},
)
DISPLAY = Rule("Display", (Condition("medium", "cpm"),), ())
NEW = replace(OLD, rules=(DISPLAY, *OLD.rules), click_ids=OLD.click_ids | {"wbraid": OLD.click_ids["gclid"]})
VISITS = {
    Stated("a", "cpm"): 5,
    Stated("b", "cpm", "x"): 7,
    Stated("b", "cpc"): 100,
    Stated(click_ids=("wbraid",), referrer="google.com"): 3,
    Stated(click_ids=("wbraid",)): 2,
    Stated(click_ids=("gclid", "wbraid")): 50,
    Stated(): 9,
}


def test_visits_that_move_are_counted_by_channels_with_the_marks_of_both_versions():
    found = compare(VISITS, OLD, NEW)

    assert found.visits == 176
    assert found.channels() == [("Paid", "Display", 12), ("Search", "Paid", 3), ("Direct", "Paid", 2)]
    assert found.between("Paid", "Display") == [
        (Marks("b", "cpm", "x"), Marks("b", "cpm", "x"), 7),
        (Marks("a", "cpm"), Marks("a", "cpm"), 5),
    ]
    assert found.between("Search", "Paid") == [(Marks("google.com", "organic"), Marks("google", "cpc"), 3)]


def test_nothing_moves_between_a_version_and_itself_and_what_moves_moves_back():
    there, back = compare(VISITS, OLD, NEW), compare(VISITS, NEW, OLD)

    assert not compare(VISITS, NEW, NEW).moved
    assert {(new, old): count for (old, new), count in there.moved.items()} == back.moved
