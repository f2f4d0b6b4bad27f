from supplies.charts import BINS, bin_of, chart
from supplies.sharing import MICRO


def test_levels_fall_into_half_days_and_the_last_bin_takes_the_rest():
    assert [bin_of(level) for level in (0, MICRO // 2 - 1, MICRO // 2, 100 * MICRO, -5)] == [
        0,
        0,
        1,
        BINS - 1,
        0,
    ]


def test_bars_are_drawn_in_proportion_and_the_cut_at_its_level():
    drawn = chart({0: 10}, {0: 5, 2: 5}, cut_level=MICRO)

    assert len(drawn.bars) == BINS
    assert drawn.bars[0].before_box.height == 2 * drawn.bars[0].after_box.height
    assert drawn.bars[2].after_box.height == drawn.bars[0].after_box.height
    assert drawn.cut_x == drawn.bars[2].before_box.x - drawn.width / BINS * 0.12
    assert all(bar.before_box.y + bar.before_box.height <= drawn.floor + 0.2 for bar in drawn.bars)


def test_a_round_without_a_cut_draws_no_line():
    assert chart({}, {}, cut_level=None).cut_x is None
