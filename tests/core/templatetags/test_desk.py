from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import Context, Template

from core.models import Job, JobState
from core.templatetags.desk import (
    KIND_OF,
    STATE_KINDS,
    capped,
    cover_bar,
    grouped,
    icon,
    shanghai,
    state_badge,
    unbroken,
)


def test_an_instant_is_shown_in_shanghai_with_its_weekday():
    assert shanghai(datetime(2020, 2, 16, 18, 30, tzinfo=UTC)) == "2020-02-17 (Mon) 02:30"


def test_an_instant_can_be_shown_as_its_day_alone():
    assert shanghai(datetime(2020, 2, 16, 18, 30, tzinfo=UTC), "day") == "2020-02-17 (Mon)"


def test_a_day_has_no_time_and_nothing_stays_nothing():
    assert shanghai(date(2020, 2, 20)) == "2020-02-20 (Thu)"
    assert shanghai(None) == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (1234567, "1,234,567"), (Decimal("2.10"), "2.1"), (Decimal(9400), "9,400"), (None, "")],
)
def test_numbers_are_grouped_by_three_without_needless_zeros(value, shown):
    assert grouped(value) == shown


def test_a_capped_count_says_so():
    assert capped((412, True)) == "412"
    assert capped((1000, False)) == "1,000+"


def test_a_state_is_a_word_an_icon_and_a_colour():
    badge = state_badge(Job(task="x", state=JobState.DONE))

    assert "state-approved" in badge
    assert "icons.svg#approved" in badge
    assert badge.endswith("Done</span>")


def test_the_words_of_a_state_are_escaped():
    assert "<b>" not in state_badge("valid", "<b>Valid</b>")


def test_a_state_belongs_to_one_kind():
    words = [word for group in STATE_KINDS.values() for word in group.split()]

    assert len(words) == len(set(words)) == len(KIND_OF)


def test_an_icon_is_silent_unless_it_has_a_label():
    assert 'aria-hidden="true"' in icon("check")
    assert 'role="img" aria-label="Complete"' in icon("check", "Complete")


@pytest.mark.parametrize(("days", "is_short"), [(2.1, True), (3, False), (9.4, False), (None, False)])
def test_a_cover_bar_is_short_below_the_reserve(days, is_short):
    assert cover_bar(days, 3)["is_short"] is is_short


@pytest.mark.parametrize("days", [2.19, Decimal("2.19"), Fraction(219, 100)])
def test_a_cover_bar_says_its_figures_in_words(days):
    page = Template('{% load desk %}{% cover_bar days 3 "Masks" %}').render(Context({"days": days}))

    assert "2.1 days; the reserve is 3" in page
    assert "Masks" in page
    assert 'width="36.5"' in page


def test_the_numbers_of_a_heading_are_kept_whole_and_its_words_are_only_words():
    assert unbroken("区域暂停 330102008-20261115-S01") == (
        '区域暂停 <span class="serial">330102008-20261115-S01</span>'
    )
    assert unbroken("中途终止趟次D-330106-20261127-0001-Q") == (
        '中途终止趟次<span class="serial">D-330106-20261127-0001-Q</span>'
    )
    assert unbroken("330106-20200213-0077-K-V2") == '<span class="serial">330106-20200213-0077-K-V2</span>'
    assert unbroken("2020 <b>B-1</b> & Co.") == "2020 &lt;b&gt;B-1&lt;/b&gt; &amp; Co."


@pytest.mark.parametrize(
    ("address", "marked"),
    [
        ("/list/", "All 1,023"),
        ("/list/?result=refused&cursor=x", "Not approved"),
        ("/list/?result=other", ""),
    ],
)
def test_the_tab_of_the_part_on_the_page_is_marked(rf, address, marked):
    page = Template(
        '{% load desk %}{% tab "result" "" "All" 1023 %}{% tab "result" "refused" "Not approved" %}'
    ).render(Context({"request": rf.get(address)}))

    assert page.count("aria-current") == (1 if marked else 0)
    assert 'href="/list/"' in page
    assert 'href="?result=refused"' in page
    if marked:
        assert f'aria-current="page">{marked}</a>' in page


def test_a_tab_is_marked_by_what_is_shown_where_the_address_does_not_say_it(rf):
    page = Template('{% load desk %}{% tab "item" "mask" "Masks" shown="mask" %}')

    assert 'aria-current="page">Masks' in page.render(Context({"request": rf.get("/round/")}))
