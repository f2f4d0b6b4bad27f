from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

from core.public_ids import ordered_uuids

NOW = datetime(2020, 2, 17, 1, 2, 3, 456_000, tzinfo=UTC)


def test_each_is_a_uuid_of_version_7_of_its_moment_and_none_comes_twice():
    made = [UUID(text) for text in ordered_uuids(1_000, NOW)]

    assert len(set(made)) == 1_000
    assert {each.version for each in made} == {7}
    assert {each.variant for each in made} == {RFC_4122}
    assert {each.int >> 80 for each in made} == {int(NOW.timestamp() * 1000)}


def test_those_of_a_later_moment_stand_behind():
    early, late = ordered_uuids(100, NOW), ordered_uuids(100, NOW + timedelta(milliseconds=1))

    assert max(early) < min(late)


def test_what_is_not_time_is_random():
    tails = [UUID(text).int & (2**62 - 1) for text in ordered_uuids(2_000, NOW)]

    for bit in range(62):
        ones = sum(tail >> bit & 1 for tail in tails)
        assert 700 < ones < 1_300  # 1,000 ± 13 standard deviations
