import gzip

import numpy as np

from tandem.simulate.files import gzip_bytes, spoil, write


def test_equal_content_is_left_alone(tmp_path):
    path = tmp_path / "day" / "file.csv"
    write(path, b"a\n")
    before = path.stat().st_ino

    write(path, b"a\n")
    assert path.stat().st_ino == before

    write(path, b"b\n")
    assert path.read_bytes() == b"b\n"


def test_gzip_has_neither_time_nor_name():
    packed = gzip_bytes(b"text")

    assert packed[3:8] == bytes(5)
    assert gzip.decompress(packed) == b"text"


def test_malformed_lines_come_between_good_ones():
    data = b"head\n" + b"".join(b"%06d,rest of the line\n" % number for number in range(2000))

    spoiled, bad = spoil(np.random.default_rng(1), data, share=0.05, header=True, keep=6)

    lines = spoiled.splitlines(keepends=True)
    good = [line for line in lines if line.endswith(b",rest of the line\n")]
    assert b"head\n" + b"".join(good) == data
    assert lines[0] == b"head\n"
    assert bad == len(lines) - 2001
    assert 60 < bad < 140


def test_malformed_lines_of_each_file_are_counted(landed, ask):
    [(path, rows, bad)] = ask(
        "select path, rows, malformed from files where path like 'events/web%' order by malformed desc limit 1"
    )

    lines = gzip.decompress((landed.landing / path).read_bytes()).splitlines()
    assert bad > 0
    assert len(lines) == rows + bad
    assert sum(not line.endswith(b'Z"}') for line in lines) == bad
