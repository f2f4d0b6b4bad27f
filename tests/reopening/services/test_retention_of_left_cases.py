"""Drafts and returned cases that the firm leaves lying: it is told first, then their people and papers go."""

import pytest
from django.core.files.storage import default_storage

from core.audit import trail
from core.models import Notification
from reopening.models import Application, DocumentUse, StaffMember
from reopening.services import applications, documents, files, retention, sections
from reopening.services.documents import Place
from tests.approvals.cases import claimed
from tests.factories import FirmFactory, MembershipFactory, ready_application
from tests.reopening.makers import declared
from tests.reopening.papers import a_photo
from tests.reopening.services.test_retention import NOTHING, days, purged, traces  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

GONE = {"cases": 1, "people": 3, "documents": 1}


def put_photo(case, by, at) -> None:
    documents.add(application=case, place=Place(DocumentUse.ITEM, "mask"), sent=[a_photo()], by=by, at=at)


@pytest.fixture
def draft(applicant, days):  # noqa: F811
    """Of three people, with a photo; last touched on day 0."""
    case = ready_application(applicant.firms.get())
    put_photo(case, applicant, days(0))
    return case


@pytest.fixture
def returned(applicant, reviewer, days):  # noqa: F811
    """Filed with a health answer of somebody, and sent back on day 0."""
    case = claimed(reviewer, applicant.firms.get())
    applications.return_for_correction(
        application=case, reasons=[], note="请补充名册", by=reviewer, at=days(0)
    )
    put_photo(case, applicant, days(0))
    declared(case.staff.first(), at=days(0), contact=True)
    return case


def told(user) -> list[str]:
    rows = Notification.objects.filter(user=user, kind="application.announce_purge")
    return [row.params["day"] for row in rows.order_by("pk")]


@pytest.mark.parametrize("left", ["draft", "returned"])
def test_the_firm_is_told_three_days_before_and_then_everything_goes(left, request, applicant, days):  # noqa: F811
    case = request.getfixturevalue(left)
    status = Application.objects.get(pk=case.pk).status
    hashes = list(case.staff.values_list("resident_id_hash", flat=True))

    assert purged(days(6.9)) == NOTHING
    assert purged(days(7.1)) == NOTHING | {"announced": 1}
    assert purged(days(9.9)) == NOTHING
    assert len(set(files.names_in(default_storage))) == 2
    assert traces(*hashes) != []
    assert purged(days(10.2)) == NOTHING | GONE

    assert traces(*hashes) == []
    assert set(files.names_in(default_storage)) == set()
    case.refresh_from_db()
    assert case.status == status
    assert [event.verb for event in trail(case)][-2:] == ["application.announce_purge", "application.purge"]
    assert len(told(applicant)) == 1
    assert purged(days(40)) == NOTHING


def test_health_answers_go_with_the_returned_case(returned, days):  # noqa: F811
    assert returned.staff.exclude(answers={}).filter(class_code__in=["A", "B", "C"]).exists()

    purged(days(7.1))
    purged(days(10.2))

    assert not StaffMember.objects.filter(application=returned).exists()


def test_whoever_goes_on_in_time_is_told_anew_and_keeps_everything_until_then(draft, applicant, days):  # noqa: F811
    assert purged(days(8))["announced"] == 1
    sections.edit(application=draft, changes={"area_m2": 77}, by=applicant, at=days(9))

    assert purged(days(15)) == NOTHING
    assert purged(days(17)) == NOTHING | {"announced": 1}
    assert purged(days(19.9)) == NOTHING
    assert purged(days(20.1)) == NOTHING | GONE

    draft.refresh_from_db()
    assert (draft.status, draft.area_m2) == ("draft", 77)
    assert len(told(applicant)) == 2


def test_nothing_goes_before_the_firm_was_told_in_time_however_late_the_night_runs(draft, days):  # noqa: F811
    assert purged(days(30)) == NOTHING | {"announced": 1}
    assert purged(days(32)) == NOTHING
    assert purged(days(33.1)) == NOTHING | GONE


def test_a_firm_that_goes_on_while_the_night_runs_keeps_everything(draft, applicant, days):  # noqa: F811
    purged(days(7.1))
    assert list(retention.cases_over(days(11))) == [draft]
    sections.edit(application=draft, changes={"area_m2": 77}, by=applicant, at=days(11))

    assert retention.purge_case(application=draft, at=days(11)) == (0, 0)

    assert len(set(files.names_in(default_storage))) == 2


def test_an_announcement_that_was_broken_off_is_finished_and_none_comes_twice(draft, applicant, days):  # noqa: F811
    other = MembershipFactory(firm__staff_total=3)
    second = ready_application(other.firm)
    put_photo(second, other.user, days(0))
    retention.announce(application=draft, at=days(7.1))

    retention.announce(application=draft, at=days(7.1))

    assert purged(days(7.1)) == NOTHING | {"announced": 1}
    assert (len(told(applicant)), len(told(other.user))) == (1, 1)


def test_a_case_that_waits_for_the_office_is_never_left_by_the_firm(reviewer, days):  # noqa: F811
    case = claimed(reviewer, FirmFactory(staff_total=3))

    assert purged(days(100)) == NOTHING

    assert case.staff.count() == 3
