import numpy as np

from tandem.simulate import text


def test_numbers_become_text():
    assert text.hexadecimal(np.array([0, 255, 2**64 - 1], dtype=np.uint64)).to_pylist() == [
        "0" * 16,
        "0" * 14 + "ff",
        "f" * 16,
    ]
    assert text.money(np.array([5, 1234])).to_pylist() == ["0.05", "12.34"]
    assert text.money(np.array([1234]), ",").to_pylist() == ["12,34"]
    assert text.addresses(np.array([167772161])).to_pylist() == ["10.0.0.1"]
    assert text.iso(np.array([1767571200007])).to_pylist() == ["2026-01-05T00:00:00.007Z"]


def test_a_code_of_minus_one_is_the_empty_text():
    assert text.look_up(text.table(["a", "b"]), np.array([1, -1, 0])).to_pylist() == ["b", "", "a"]


def test_texts_are_made_only_where_asked():
    made = text.where(np.array([True, False, True]), lambda at: text.integers(at * 10))

    assert made.to_pylist() == ["0", "", "20"]
    assert text.or_null(made).to_pylist() == ["0", None, "20"]


def test_no_rows_are_no_text():
    none = np.zeros(0, dtype=np.uint64)

    assert [len(make(none)) for make in (text.hexadecimal, text.tokens, text.long_hexadecimal)] == [0, 0, 0]


def test_click_ids_keep_upper_and_lower_case():
    [token] = text.tokens(np.array([7], dtype=np.uint64)).to_pylist()

    assert len(token) == 24
    assert token != token.lower()
