"""Lists as files: what is in them, who must agree, and that nothing typed becomes a formula."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core import background
from core.errors import TransitionNotAllowed
from core.exporting import CONSENT_ABOVE, listings
from core.models import AuditEvent, Export, Notification, Role
from core.services import exports
from reopening import firm_exports
from reopening.models import Application, Firm
from tests.approvals.cases import draft_batch, recommended
from tests.factories import StaffMemberFactory, city, submitted_application
from tests.personas import official
from tests.supplies import makers

pytestmark = pytest.mark.django_db


def asked(by, listing="queue", file_format="csv", reason="", **query):
    return exports.ask(
        listing=listing,
        query=query,
        file_format=file_format,
        language="en",
        reason=reason,
        by=by,
        at=timezone.now(),
    )


def made(by, *args, **kwargs) -> list[list[str]]:
    export = asked(by, *args, **kwargs)
    background.run_waiting()
    export.refresh_from_db()
    assert export.status == "ready", f"{export}: {export.job.error}"
    with exports.download(export=export, by=by, at=timezone.now()) as stream:
        content = stream.read()
    if export.format == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def many_people() -> Application:
    case = submitted_application()
    StaffMemberFactory.create_batch(CONSENT_ABOVE - 2, application=case)
    return case


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_queue_goes_out_as_the_asker_sees_it_under_its_filters(file_format, reviewer):
    case, other = submitted_application(), submitted_application(firm_class="general")
    Firm.objects.filter(pk=case.firm_id).update(name="=HYPERLINK(1)食品")

    heading, *rows = made(reviewer, file_format=file_format)
    assert heading[0] == "Number"
    assert {row[0] for row in rows} == {case.number, other.number}
    name = next(row[1] for row in rows if row[0] == case.number)
    assert name in ("'=HYPERLINK(1)食品", "=HYPERLINK(1)食品")
    assert file_format == "xlsx" or name.startswith("'")

    heading, *rows = made(reviewer, file_format=file_format, **{"class": "general"})
    assert [row[0] for row in rows] == [other.number]


def test_a_workbook_keeps_what_was_typed_as_text(reviewer):
    case = submitted_application()
    Firm.objects.filter(pk=case.firm_id).update(name="=1+1")
    export = asked(reviewer, file_format="xlsx")
    background.run_waiting()
    export.refresh_from_db()

    sheet = openpyxl.load_workbook(export.file.open("rb")).active

    assert (sheet["B2"].data_type, sheet["B2"].value) == ("s", "=1+1")


def test_what_the_asker_no_longer_sees_is_not_in_it(reviewer):
    submitted_application()
    export = asked(reviewer)
    Application.objects.update(division_code="320100001")

    background.run_waiting()

    export.refresh_from_db()
    assert (export.status, export.rows) == ("ready", 0)


def test_every_list_has_a_file(reviewer, approver, auditor, administrator, dispatcher, inspector, instructor):
    case = recommended(reviewer)
    batch = draft_batch(approver, phase=case.phase)
    lot = makers.received().postings.first().lot
    askers = {"audit": auditor, "people": administrator, "workload": approver}
    askers |= {
        "visits": inspector,
        "checks": inspector,
        "stops": inspector,
        "questions": instructor,
        "plans": approver,
    }
    askers |= dict.fromkeys(
        [
            "forecast",
            "quota-use",
            "unmet-by-street",
            "firm-needs",
            "stock",
            "movements",
            "orders",
            "lot-holders",
        ],
        dispatcher,
    )
    queries = {
        "batch": {"batch": str(batch.public_id)},
        "case-people": {"application": str(case.public_id)},
        "lot-holders": {"lot": str(lot.public_id)},
        "plan-days": {"plan": str(lot.public_id)},  # of nobody: no day
    }

    of_firms = {each.name for each in firm_exports.LISTINGS}  # tests/reopening/test_firm_exports.py
    for name, kind in listings().items():
        if name in of_firms or kind.document:  # the latter: tests/approvals/services/test_batch_files.py
            continue
        by = askers.get(name, reviewer)
        heading, *_rows = made(by, name, reason="演示", **queries.get(name, {}))
        assert heading == [str(word) for word in kind.columns], name


@pytest.mark.parametrize("name", ["audit", "people", "workload", "visits", "questions"])
def test_a_list_that_is_not_ones_own_is_refused(name, reviewer):
    with pytest.raises(PermissionDenied):
        asked(reviewer, name)
    assert not Export.objects.exists()


def test_a_firm_takes_out_no_list(applicant):
    with pytest.raises(PermissionDenied):
        asked(applicant)


def test_people_of_a_case_elsewhere_are_not_given_out(other_reviewer):
    case = submitted_application()

    with pytest.raises(PermissionDenied):
        asked(other_reviewer, "case-people", application=str(case.public_id), reason="演示")


def test_few_people_need_a_reason_and_a_look_is_put_down(reviewer):
    case = submitted_application()
    with pytest.raises(exports.ReasonNeeded):
        asked(reviewer, "case-people", application=str(case.public_id))

    _heading, *rows = made(reviewer, "case-people", reason="核对名册", application=str(case.public_id))

    assert len(rows) == 3
    event = AuditEvent.objects.get(verb="roster.read_names")
    assert (event.actor, event.note, event.data["people"]) == (reviewer, "核对名册", 3)


def test_above_a_hundred_people_somebody_else_must_consent(reviewer, approver):
    case = many_people()
    export = asked(reviewer, "case-people", reason="核对名册", application=str(case.public_id))
    background.run_waiting()
    export.refresh_from_db()
    assert (export.status, export.people, bool(export.file)) == ("waiting", CONSENT_ABOVE + 1, False)
    assert Notification.objects.get(user=approver, kind="export.asked")
    with pytest.raises(PermissionDenied):
        exports.consent(export=export, by=reviewer, at=timezone.now())

    exports.consent(export=export, by=approver, at=timezone.now())
    background.run_waiting()

    export.refresh_from_db()
    assert (export.status, export.rows, export.answered_by) == ("ready", CONSENT_ABOVE + 1, approver)
    with pytest.raises(PermissionDenied):
        exports.download(export=export, by=approver, at=timezone.now())
    exports.download(export=export, by=reviewer, at=timezone.now()).close()
    verbs = AuditEvent.objects.filter(subject_type="core.export").order_by("sequence")
    assert list(verbs.values_list("verb", flat=True)) == [
        *("export.ask", "export.consent", "export.finish", "export.download")
    ]


def test_an_approver_does_not_consent_to_ones_own(approver):
    official(Role.REVIEWER, city())
    case = many_people()
    export = asked(approver, "case-people", reason="核对名册", application=str(case.public_id))

    with pytest.raises(PermissionDenied):
        exports.consent(export=export, by=approver, at=timezone.now())
    higher = official(Role.APPROVER, city())
    assert exports.consent(export=export, by=higher, at=timezone.now()).status == "making"


def test_who_declines_says_why_and_nothing_is_made(reviewer, approver):
    case = many_people()
    export = asked(reviewer, "case-people", reason="核对名册", application=str(case.public_id))

    exports.decline(export=export, by=approver, at=timezone.now(), note="范围过大")
    background.run_waiting()

    export.refresh_from_db()
    assert (export.status, export.note, bool(export.file)) == ("declined", "范围过大", False)
    assert Notification.objects.get(user=reviewer, kind="export.declined").params["note"] == "范围过大"
    with pytest.raises(TransitionNotAllowed):
        exports.consent(export=export, by=approver, at=timezone.now())


def test_a_list_that_grew_past_the_limit_is_held_until_somebody_consents(reviewer, approver):
    case = submitted_application()
    export = asked(reviewer, "case-people", reason="核对名册", application=str(case.public_id))
    StaffMemberFactory.create_batch(CONSENT_ABOVE, application=case)

    background.run_waiting()

    export.refresh_from_db()
    assert (export.status, export.needs_consent, bool(export.file)) == ("waiting", True, False)
    exports.consent(export=export, by=approver, at=timezone.now())
    background.run_waiting()
    export.refresh_from_db()
    assert (export.status, export.rows) == ("ready", CONSENT_ABOVE + 3)


def test_the_file_goes_when_its_time_is_over(reviewer):
    submitted_application()
    export = asked(reviewer)
    background.run_waiting()
    export.refresh_from_db()
    storage, name = export.file.storage, export.file.name
    assert storage.exists(name)

    assert exports.expire_old(at=export.expires_at - timedelta(minutes=1)) == 0
    assert exports.expire_old(at=export.expires_at + timedelta(minutes=1)) == 1

    export.refresh_from_db()
    assert (export.status, storage.exists(name)) == ("expired", False)
    with pytest.raises(TransitionNotAllowed):
        exports.download(export=export, by=reviewer, at=timezone.now())


def test_making_it_twice_makes_one_file(reviewer):
    submitted_application()
    export = asked(reviewer)
    background.run_waiting()
    export.refresh_from_db()

    again = exports.make(export=export, job=export.job, at=timezone.now())

    assert again == export.rows == 1
    assert AuditEvent.objects.filter(verb="export.finish").count() == 1


def test_chunks_meet_without_a_gap_or_a_repeat(reviewer, monkeypatch):
    cases = [submitted_application() for _number in range(5)]
    Application.objects.update(due_at=cases[0].due_at)
    monkeypatch.setattr("core.exporting.CHUNK", 2)

    _heading, *rows = made(reviewer)

    assert sorted(row[0] for row in rows) == sorted(case.number for case in cases)
