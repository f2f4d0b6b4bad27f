from core.stretches import stretches


def test_nothing_is_lost_or_said_twice_where_two_stretches_meet():
    assert list(stretches(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(stretches(iter(range(4)), 2)) == [[0, 1], [2, 3]]
    assert list(stretches([], 2)) == []
