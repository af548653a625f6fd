import numpy as np

from tandem.simulate.draws import choose, generator, keys


def test_a_place_of_use_always_draws_the_same():
    assert generator(1, 2, 3).random() == generator(1, 2, 3).random()
    assert generator(1, 2, 3).random() != generator(1, 2, 4).random()


def test_keys_are_distinct_within_and_across_streams():
    drawn = np.concatenate([keys(1, stream, np.arange(50_000)) for stream in (1, 2)])

    assert len(np.unique(drawn)) == 100_000


def test_choice_follows_the_weights():
    drawn = np.bincount(choose(generator(1), (1, 0, 3), 40_000), minlength=3) / 40_000

    assert np.allclose(drawn, (0.25, 0.0, 0.75), atol=0.02)
