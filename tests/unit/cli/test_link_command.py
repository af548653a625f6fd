"""`tandem identity link` on lists made by hand: who is whom, by what, and one clear line for each wrong use."""

import csv
import random
import sys

import pytest

HEAD = "record_id,first_name,surname,dob,city,email\n"
SHOP = [
    "1,Ann,Lee,1980-01-01,York,ann@lee.org",
    "2,ANN,Lee-Fox,1980-01-01,York,Ann@Lee.org",  # one e-mail and first name: a rule
    "3,Bob,Ray,1970-02-02,Bath,bob@ray.org",
    "4,Rob,Ray,1970-02-02,Bath,bob@ray.org",  # all but the first name: the model
    "5,Sue,Ray,1999-09-09,Bath,bob@ray.org",  # a daughter on her father's address
    "6,Cy,Dow,1965-03-03,Hull,",
    "7,Dee,Kay,,Hull,n/a",
    "8,Eve,Fry,1990-05-05,Leeds,eve@fry.org",
]
STRANGERS = [  # agreement tells more where it is rare
    f"{at},{'aeiou'[at % 5]}{at * 7},{at * 37}x,19{at},{('York', 'Bath', 'Hull')[at % 3]},{at * 91}@{at}.org"
    for at in range(40, 70)
]
CLUB = ["1,Cy,Dow,1965-03-03,Hull,cy@dow.org", "2,Cyd,Dow,1965-03-03,Hull,", "3,Gus,Poe,1955-07-07,Ripon,gus@poe.org"]


@pytest.fixture
def lists(tmp_path):
    pytest.importorskip("splink", reason="the extra `records` is not installed")
    (tmp_path / "shop.csv").write_text(HEAD + "\n".join(SHOP + STRANGERS))
    (tmp_path / "club.csv").write_text(HEAD + "\n".join(CLUB))
    return tmp_path / "shop.csv", tmp_path / "club.csv"


def links(path):
    """{record: (person, rule, linked to)}"""
    with path.open() as file:
        rows = list(csv.DictReader(file))
    return {f"{row['source'][0]}{row['record_id']}": (row["cluster_id"], row["rule"], row["linked_to"]) for row in rows}


def test_rules_and_the_model_link_records_of_one_list(run, lists, tmp_path):
    code, out, err = run("identity", "link", lists[0], "--out", tmp_path / "links.csv")

    assert (code, err) == (0, "")
    found = links(tmp_path / "links.csv")
    assert found["s1"] == ("shop.csv:1", "same_email_and_first_name", "shop.csv:2")
    assert found["s2"] == ("shop.csv:1", "same_email_and_first_name", "shop.csv:1")
    assert found["s3"] == ("shop.csv:3", "model", "shop.csv:4")
    assert found["s5"] == ("shop.csv:5", "", "")
    assert "36 persons, 2 of them with several records" in out
    assert "too few to learn from" in out


def test_a_list_that_holds_a_person_once_keeps_its_records_apart(run, lists, tmp_path):
    code, out, _ = run("identity", "link", *lists, "--one-per-source", "--out", tmp_path / "links.csv")

    assert code == 0
    found = links(tmp_path / "links.csv")
    assert [found["s1"][0], found["s2"][0]] == ["shop.csv:1", "shop.csv:2"]
    assert found["s6"] == ("club.csv:1", "same_name_and_birth", "club.csv:1")
    assert found["c2"] == ("club.csv:2", "", "")
    assert "40 persons, 1 of them with several records" in out


def test_the_order_of_rows_and_lists_changes_nothing(run, lists, tmp_path):
    run("identity", "link", *lists, "--out", tmp_path / "links.csv")
    lists[0].write_text(HEAD + "\n".join(random.Random(1).sample(SHOP + STRANGERS, len(SHOP + STRANGERS))))
    run("identity", "link", *reversed(lists), "--out", tmp_path / "again.csv")

    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "links.csv").read_bytes()


def test_links_alone_go_to_standard_output(run, lists):
    code, out, err = run("identity", "link", *lists, "--out", "-")

    assert code == 0
    assert out.startswith("source,record_id,cluster_id,match_probability,rule,linked_to\nclub.csv,1,")
    assert len(out.splitlines()) == 1 + len(SHOP) + len(STRANGERS) + len(CLUB)
    assert "shop.csv: 38 records" in err


def test_one_record_is_one_person(run, lists):
    lists[0].write_text(HEAD + SHOP[0])

    code, out, _ = run("identity", "link", lists[0])

    assert code == 0
    assert "1 persons, 0 of them with several records" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["absent.csv"], "absent.csv: cannot be read: No such file or directory"),
        (["shop.csv", "--one-per-source"], "--one-per-source links between lists; expected at least two"),
        (["shop.csv", "--model", "absent.yml"], "absent.yml: cannot be read"),
        (["club.csv", "shop.csv", "--out", "shop.csv"], "is the file that is read; choose another name"),
    ],
    ids=["no_list", "one_list", "no_model", "over_a_list"],
)
def test_wrong_use_is_one_line(run, lists, monkeypatch, arguments, message):
    monkeypatch.chdir(lists[0].parent)

    code, out, err = run("identity", "link", *arguments)

    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_without_splink_the_extra_is_named(run, lists, monkeypatch):
    monkeypatch.setitem(sys.modules, "splink", None)

    code, _, err = run("identity", "link", lists[0])

    assert (code, err.count("\n")) == (2, 1)
    assert "needs splink, which is not installed: pip install 'tandem-marketing[records]'" in err
