"""Jobs and definitions are found in a checkout and in a wheel."""

from tandem import shipped


def test_a_checkout_uses_its_own_folders():
    assert (shipped.jobs_folder() / "00_night.py").is_file()
    assert (shipped.conf_folder() / "base.yml").is_file()


def test_an_installed_wheel_uses_the_copies_inside_it(monkeypatch, tmp_path):
    monkeypatch.setattr(shipped, "CHECKOUT", tmp_path)

    assert shipped.jobs_folder() == shipped.PACKAGE / "_jobs"
    assert shipped.conf_folder() == shipped.PACKAGE / "_conf"
