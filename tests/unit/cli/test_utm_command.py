"""`tandem utm`: exit code 0 when all links conform, 1 when some do not, 2 for wrong use."""

import csv
import io
import random
from functools import partial

import pytest

RIGHT = "https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=search_brand_nl"
WRONG = "https://shop.example/?utm_source=fb&utm_medium=cpc&utm_campaign=nst-spring_sale&email=jo%40a.example"


@pytest.fixture
def run(run):
    """`run("check", ...)`: the same of `tandem utm`."""
    return partial(run, "utm")


@pytest.fixture
def urls(tmp_path):
    """`urls(text or bytes)`: a file of it."""

    def write(content):
        path = tmp_path / "urls.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def test_links_that_conform_end_with_zero(run, urls):
    code, printed, _ = run("check", urls(f"{RIGHT}\nhttps://shop.example/about\n"))

    assert code == 0
    assert printed == "2 links, 1 tagged: 0 violations in 0 different links, personal data removed 0 times\n"


def test_violations_are_counted_by_problem_agency_and_vendor_and_end_with_one(run, urls, tmp_path):
    code, printed, _ = run("check", urls(f"{RIGHT}\n{WRONG}\n"), "--out", tmp_path / "v.csv")

    assert code == 1
    *counts, summary = printed.splitlines()
    assert [" ".join(line.split()) for line in counts if line] == [
        "problem violations",
        "alias 1",
        "personal_data 1",
        "agency violations",
        "Northstar Media 2",
        "vendor violations",
        "Meta 2",
    ]
    assert summary == "2 links, 2 tagged: 2 violations in 1 different links, personal data removed 1 times"
    clean = WRONG.replace("jo%40a.example", "")
    assert list(csv.reader((tmp_path / "v.csv").open())) == [
        ["url", "parameter", "value", "problem", "fix", "agency"],
        [clean, "utm_source", "fb", "alias", "facebook", "Northstar Media"],
        [clean, "email", "(removed)", "personal_data", "leave it out", "Northstar Media"],
    ]


def test_without_a_file_the_screen_lists_each_kind_with_its_fix(run, urls):
    _, printed, _ = run("check", urls(f"{WRONG}\n{WRONG}\n"))

    assert "Northstar Media  Meta    alias          utm_source  fb         facebook      2" in printed


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (f"id,url\n1,{WRONG}\n2,\n", ()),
        (f'id;page\n1;"{WRONG}"\n', ("--column", "page")),
        (f"URL\r\n{WRONG}\r\n", ()),
        (f"\n{WRONG}\n\n", ()),
    ],
    ids=["column_url", "named_column", "only_a_column", "plain_list"],
)
def test_addresses_are_found_in_a_csv_or_a_list(run, urls, content, options):
    code, printed, _ = run("check", urls(content), *options)

    assert code == 1
    assert "1 links, 1 tagged: 2 violations" in printed


def test_standard_input_and_output_work_in_a_pipe(run):
    code, printed, beside = run("check", "-", "--out", "-", stdin=WRONG.encode())

    assert code == 1
    assert len(list(csv.reader(io.StringIO(printed)))) == 3
    assert "1 links, 1 tagged" in beside


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty; expected one address a line"),
        ("id,page\n1,x\n", "no column 'url'; columns are id, page; name one with --column, or give one address a line"),
        ("url\n\n", "holds no address; expected one a line, or a column of them"),
        ("url\n" + "x" * 10_000_000, "line 2: has 10,000,000 characters; allowed: 65,536, one address a line"),
        (random.Random(0).randbytes(5_000), "holds binary data"),
    ],
    ids=["empty", "no_such_column", "no_address", "line_of_10_mb", "binary"],
)
def test_what_is_no_list_of_links_is_wrong_use_in_one_clear_line(run, urls, content, said):
    path = urls(content)

    code, printed, error = run("check", path)

    assert (code, printed) == (2, "")
    assert error.startswith(f"tandem: {path}: ")
    assert said in error
    assert error.count("\n") == 1


def test_a_missing_file_and_a_missing_column_are_wrong_use(run, urls, tmp_path):
    assert run("check", tmp_path / "none.csv")[0] == 2
    assert run("check", urls(f"url\n{RIGHT}\n"), "--column", "page")[0] == 2


def test_a_built_link_is_all_that_standard_output_says(run):
    code, printed, beside = run(
        *("build", "https://shop.example/?email=jo%40a.example#top", "--source", "fb", "--medium", "cpc"),
        *("--campaign", "spring_sale", "--id", "7", "--content", "a b", "--term", "x"),
    )

    assert code == 0
    tags = "utm_source=facebook&utm_medium=cpc&utm_campaign=spring_sale&utm_id=7&utm_content=a%20b&utm_term=x"
    assert printed == f"https://shop.example/?email=&{tags}#top\n"
    assert beside.splitlines() == [
        "utm build: utm_source fb is written facebook",
        "utm build: removed personal data: email",
    ]


def test_what_the_taxonomy_forbids_is_not_built(run):
    code, printed, error = run("build", RIGHT, "--source", "google", "--medium", "cps", "--campaign", "spring_sale")

    assert (code, printed) == (2, "")
    assert error.startswith("tandem: utm build: utm_medium: 'cps' is not allowed; allowed: cpc, paid_social,")
    assert error.count("\n") == 1
