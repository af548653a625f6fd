from itertools import combinations
from random import Random

from tandem.pages.labels import CHARACTER, LINE, Box, Point, place_labels


def box_of(label):
    return Box(label.x, label.y - LINE / 2, label.x + len(label.name) * CHARACTER, label.y + LINE / 2)


def test_no_label_covers_another_or_a_mark_or_leaves_the_plot():
    random = Random(4)
    points = [Point(f"Campaign {n}", random.uniform(0, 900), random.uniform(0, 500), 6) for n in range(60)]
    taken = [Box(0, 0, 150, 40)]

    boxes = [box_of(label) for label in place_labels(points[:40], points[40:], taken, width=900, height=500)]

    assert len(boxes) > 20
    assert not any(a.meets(b) for a, b in combinations(boxes, 2))
    assert not any(box.meets(other) for box in boxes for other in [*taken, *(point.box for point in points)])
    assert all(box.within(900, 500) for box in boxes)


def test_without_a_free_place_there_is_no_label():
    point = Point("Campaign", 50, 50, 5)

    assert place_labels([point], [], [], width=100, height=100) != []
    assert place_labels([point], [], [Box(0, 0, 100, 100)], width=100, height=100) == []
