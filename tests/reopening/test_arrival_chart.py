from hypothesis import given
from hypothesis import strategies as st

from reopening.arrival_chart import chart
from reopening.arrivals import DAY, SLOTS, Shift


def shift(people=30, start=480, window=15):
    return Shift("Day", people, start, (start + 540) % DAY, window=window)


def test_the_part_of_the_day_with_people_is_drawn_and_the_peak_marked():
    drawn = chart([shift()], limit=20)

    assert [(bar.time, bar.people, bar.is_peak) for bar in drawn.bars] == [
        ("07:45", 10, True),
        ("07:50", 10, True),
        ("07:55", 10, False),
    ]
    assert (drawn.peak_from, drawn.peak_to, drawn.people) == ("07:45", "07:55", 20)
    assert drawn.limit_y == drawn.bars[0].box.y
    assert [tick.label for tick in drawn.ticks] == ["07:00", "08:00"]


def test_without_people_there_is_nothing_to_draw():
    assert chart([]) is None


@given(
    st.lists(
        st.builds(shift, st.integers(1, 900), st.integers(0, DAY - 1), st.integers(0, 240)),
        min_size=1,
        max_size=6,
    )
)
def test_every_column_stands_inside_the_drawing_and_everybody_is_in_one(rows):
    drawn = chart(rows)

    assert sum(bar.people for bar in drawn.bars) == sum(row.people for row in rows)
    assert len(drawn.bars) <= SLOTS
    for bar in drawn.bars:
        assert 0 <= bar.box.x <= bar.box.x + bar.box.width <= drawn.width + 0.2
        assert 0 <= bar.box.y <= bar.box.y + bar.box.height <= drawn.floor + 0.2
