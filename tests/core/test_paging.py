import base64

import pytest

from core.models import User
from core.paging import BadCursor, count_capped, encode, keyset
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_every_row_is_seen_once_in_order():
    UserFactory.create_batch(7, name="same")
    seen, cursor = [], ""
    while True:
        page = keyset(User.objects.all(), order=("name", "-pk"), cursor=cursor, limit=3)
        seen += page.rows
        cursor = page.next_cursor
        if not cursor:
            break

    assert seen == list(User.objects.order_by("name", "-pk"))


def test_rows_that_arrive_or_leave_do_not_shift_the_others():
    people = UserFactory.create_batch(5)
    first = keyset(User.objects.all(), order=("pk",), limit=2)
    people[0].delete()

    second = keyset(User.objects.all(), order=("pk",), cursor=first.next_cursor, limit=2)

    assert second.rows == people[2:4]


def test_instants_keep_their_microseconds():
    people = UserFactory.create_batch(3)
    first = keyset(User.objects.all(), order=("date_joined", "pk"), limit=1)

    second = keyset(User.objects.all(), order=("date_joined", "pk"), cursor=first.next_cursor, limit=1)

    assert second.rows == [people[1]]


@pytest.mark.parametrize("cursor", ["x", "%%%", "W10", "eyJhIjoxfQ", "WyJhIiwiYiJd", "W1tdLFtdXQ"])
def test_a_cursor_that_is_not_ours_is_refused(cursor):
    with pytest.raises(BadCursor):
        keyset(User.objects.all(), order=("date_joined", "pk"), cursor=cursor, limit=1)


@pytest.mark.parametrize(
    "written",
    [
        "[Infinity]",
        "[-1e999]",
        "[NaN]",
        '["\\u0000"]',
        "[" * 20_000,
        '["\\ud800"]',
        "[true]",
        "[null]",
        "[1.5]",
    ],
    ids=lambda written: written[:12],
)
@pytest.mark.parametrize("order", ["pk", "username"])
def test_a_cursor_that_somebody_made_up_is_refused_or_finds_nothing_strange(written, order):
    UserFactory()
    cursor = base64.urlsafe_b64encode(written.encode()).decode()

    try:
        page = keyset(User.objects.all(), order=(order,), cursor=cursor)
    except BadCursor:
        return

    assert page.next_cursor == ""


def test_a_cursor_is_an_opaque_word():
    assert "=" not in encode(UserFactory(), ("pk",))


def test_counting_stops_at_the_cap():
    UserFactory.create_batch(4)

    assert count_capped(User.objects.all(), cap=3) == (3, False)
    assert count_capped(User.objects.all(), cap=4) == (4, True)
