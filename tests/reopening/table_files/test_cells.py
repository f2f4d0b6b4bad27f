from datetime import time

import pytest

from reopening.table_files.cells import CellRefused, time_in


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9:30", time(9, 30)),
        ("09:30:00", time(9, 30)),
        ("９：３０", time(9, 30)),
        ("9点30分", time(9, 30)),
        ("9时", time(9)),
        ("9.30", time(9, 30)),
        (0.395833333, time(9, 30)),  # as Excel keeps 9:30
        (0.99999, time(0)),
        ("\u200b9:30", time(9, 30)),
    ],
)
def test_a_time_is_read_in_any_usual_spelling(typed, kept):
    assert time_in(typed) == kept


@pytest.mark.parametrize(
    "typed", ["24:00", "9:60", "9", "930", "half past nine", "=NOW()", "-1:00", "٩:٣٠", 9, 1.5]
)
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(CellRefused) as refused:
        time_in(typed)

    assert refused.value.code == "time_shape"
