import uuid
from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from approvals.models import Visit, VisitPhoto
from approvals.services import review, steps, visits
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.models import Notification, Role
from reopening.document_files.refusals import FileRefused
from reopening.models import StoredFile
from tests.approvals.reviewing import colleague, states, step, taken_up, the
from tests.factories import MembershipFactory
from tests.reopening.papers import a_pdf, a_photo

pytestmark = pytest.mark.django_db
FOUND = {"is_in_order": True, "checked": [0, 1], "note": "", "photos": ()}


def now():
    return timezone.now()


def plan(kind="site", **values):
    return visits.Plan(kind, shanghai_day(now()), **values)


@pytest.fixture
def case(reviewer):
    return taken_up(reviewer, step("visit", by="inspector", kind="site", office="district"), step("b", 2))


@pytest.fixture
def visit(case, reviewer, inspector):
    return visits.arrange(application=case, plan=plan(inspector=inspector), by=reviewer, at=now())


def record(visit, by, key=None, **said):
    row = Visit.objects.get(pk=visit.pk)
    return visits.record(visit=row, key=key or uuid.uuid4(), **(FOUND | said), by=by, at=now())


def test_an_arranged_visit_has_the_points_of_its_step_and_tells_the_inspector(visit, inspector):
    assert (visit.step.key, [point["en"] for point in visit.checklist]) == ("visit", ["One", "Two"])
    assert Notification.objects.get(user=inspector).kind == "visit.arranged"


def test_what_is_found_answers_the_step_and_keeps_the_photos(case, visit, inspector):
    record(visit, inspector, photos=[a_photo("入口.png")])

    row = Visit.objects.get()
    assert (row.status, row.recorded_by) == ("passed", inspector)
    assert VisitPhoto.objects.get(visit=row).file.application == case
    assert states(case) == {"visit": "passed", "b": "open"}


def test_the_same_record_sent_again_changes_nothing(case, visit, inspector):
    key = uuid.uuid4()
    first = record(visit, inspector, key=key, photos=[a_photo("入口.png")])

    again = record(visit, inspector, key=key, is_in_order=False, note="另一份", photos=[a_photo("入口.png")])

    assert (again.status, again.recorded_at) == ("passed", first.recorded_at)
    assert (VisitPhoto.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_another_record_of_the_same_visit_is_refused(visit, inspector):
    record(visit, inspector)

    with pytest.raises(TransitionNotAllowed):
        record(visit, inspector)


def test_not_in_order_says_why_and_fails_the_step(case, visit, inspector):
    with pytest.raises(steps.WhyMissing):
        record(visit, inspector, is_in_order=False, checked=[0])
    with pytest.raises(steps.NotAllChecked):
        record(visit, inspector, checked=[0])

    record(visit, inspector, is_in_order=False, checked=[0], note="无隔离点")

    assert states(case) == {"visit": "not_passed", "b": "not_open"}
    assert the(case, "visit").note == "无隔离点"


def test_a_finding_stands_although_the_case_went_back_to_the_firm_meanwhile(case, visit, reviewer, inspector):
    review.return_for_correction(application=case, reasons=["plan_too_thin"], note="", by=reviewer, at=now())

    record(visit, inspector)

    assert Visit.objects.get().status == "passed"
    assert states(case)["visit"] == "open"


def test_a_file_that_is_no_photo_leaves_nothing(visit, inspector):
    with pytest.raises(FileRefused):
        record(visit, inspector, photos=[a_photo("一.png"), a_pdf("二.pdf")])

    assert (Visit.objects.get().status, StoredFile.objects.count()) == ("planned", 0)


def test_only_the_inspector_of_the_visit_records_it(case, visit, reviewer, inspector):
    other = colleague("other", Role.INSPECTOR)
    for person in (reviewer, other):
        with pytest.raises(PermissionDenied):
            record(visit, person)
    MembershipFactory(user=inspector, firm=case.firm)
    with pytest.raises(PermissionDenied):
        record(visit, inspector)


def test_a_video_call_needs_its_time_and_address(case, reviewer, inspector):
    with pytest.raises(visits.LinkMissing):
        visits.arrange(application=case, plan=plan("video"), by=reviewer, at=now())

    video = plan("video", starts_at=time(10), link="https://meet.example.cn/1", points=("看一看仓库",))
    row = visits.arrange(application=case, plan=video, by=reviewer, at=now())

    assert (row.step, [point["zh"] for point in row.checklist]) == (None, ["看一看仓库"])
    assert record(row, inspector, checked=[0]).status == "passed"


def test_of_one_kind_one_visit_is_arranged_at_a_time(case, visit, reviewer):
    with pytest.raises(visits.ArrangedAlready):
        visits.arrange(application=case, plan=plan(), by=reviewer, at=now())

    visits.call_off(visit=visit, by=reviewer, at=now())
    visits.arrange(application=case, plan=plan(), by=reviewer, at=now())

    assert list(Visit.objects.order_by("pk").values_list("status", flat=True)) == ["called_off", "planned"]


def test_an_inspector_goes_without_being_sent(case, inspector):
    row = visits.begin(step=the(case, "visit"), by=inspector, at=now())

    assert visits.begin(step=the(case, "visit"), by=inspector, at=now()) == row
    assert states(case)["visit"] == "taken"
    record(row, inspector)
    assert states(case)["visit"] == "passed"


def test_whoever_does_not_handle_the_case_arranges_nothing(case, inspector, other_reviewer):
    for person in (inspector, other_reviewer):
        with pytest.raises(PermissionDenied):
            visits.arrange(application=case, plan=plan(), by=person, at=now())


def test_a_case_that_waits_gets_no_visit(case, reviewer):
    review.return_for_correction(application=case, reasons=["plan_too_thin"], note="", by=reviewer, at=now())

    later = visits.Plan("site", shanghai_day(now()) + timedelta(days=1))
    with pytest.raises(TransitionNotAllowed):
        visits.arrange(application=case, plan=later, by=reviewer, at=now())


def told(user):
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_the_firm_is_told_when_it_is_looked_at_and_when_that_is_called_off(reviewer, inspector):
    case = taken_up(reviewer, step("visit", by="inspector", kind="site"), step("call", kind="video"))
    member = case.firm.members.get()
    before = len(told(member))

    site = visits.arrange(application=case, plan=plan(inspector=inspector), by=reviewer, at=now())
    call = plan("video", starts_at=time(10, 30), link="https://meet.example.cn/1")
    visits.arrange(application=case, plan=call, by=reviewer, at=now())
    visits.call_off(visit=site, by=inspector, at=now())

    assert told(member)[before:] == ["visit.coming", "visit.call_coming", "visit.called_off"]
    said = Notification.objects.get(user=member, kind="visit.call_coming")
    assert said.params["when"].endswith(" 10:30")
    assert said.url == case.get_absolute_url()


def test_who_goes_without_being_sent_announces_nothing(case, inspector):
    member = case.firm.members.get()
    before = told(member)

    visits.begin(step=the(case, "visit"), by=inspector, at=now())

    assert told(member) == before
