import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.services import review
from core.audit import trail
from reopening.models import Application
from reopening.services import applications
from tests.approvals.cases import claimed
from tests.factories import FirmFactory, MembershipFactory, StaffMemberFactory, submitted_application

pytestmark = pytest.mark.django_db
QUEUE = "/queue/"


def names_in(response):
    return [each["row"].case.firm_name for each in response.context["rows"]]


def test_the_shortest_time_left_comes_first(signed_in, reviewer):
    late, early = submitted_application(), submitted_application()
    Application.objects.filter(pk=early.pk).update(due_at=timezone.now() - timedelta(hours=5))

    response = signed_in(reviewer).get(QUEUE)

    assert names_in(response) == [early.firm.name, late.firm.name]
    assert "5 hours late" in response.content.decode()


def test_a_case_handed_in_again_stands_on_top_and_is_marked(signed_in, reviewer):
    fresh = submitted_application()
    again = submitted_application()
    Application.objects.filter(pk=again.pk).update(submissions=2, due_at=timezone.now() + timedelta(days=30))

    response = signed_in(reviewer).get(QUEUE)

    assert names_in(response) == [again.firm.name, fresh.firm.name]
    assert response.content.decode().count("Handed in again</strong>") == 1


def test_a_line_says_what_the_submission_said(signed_in, reviewer):
    submitted_application(masks=1)

    case = signed_in(reviewer).get(QUEUE).context["rows"][0]["row"].case

    assert (case.people_held, case.staff_on_roster, case.is_short) == (0, 3, True)
    assert str(case.cover_days) == "0.3"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=演示第", 2),
        ("search=没有这家", 0),
        ("status=submitted", 1),
        ("status=under_review", 1),
        ("mine=on", 1),
        ("division=330106002", 2),
        ("flag=resubmitted", 0),
        ("flag=overdue", 0),
        ("phase=nowhere", 0),
    ],
)
def test_filters_narrow_the_queue(signed_in, reviewer, query, found):
    submitted_application()
    claimed(reviewer)

    assert len(names_in(signed_in(reviewer).get(f"{QUEUE}?{query}"))) == found


def test_a_case_is_found_by_number_and_credit_code(signed_in, reviewer):
    one, _other = submitted_application(), submitted_application()

    for words in (one.number, one.firm.credit_code):
        assert names_in(signed_in(reviewer).get(f"{QUEUE}?search={words}")) == [one.firm.name]


def test_decided_cases_and_drafts_are_not_in_the_queue(signed_in, reviewer):
    case = claimed(reviewer)
    review.return_for_correction(
        application=case, reasons=["plan_too_thin"], note="", by=reviewer, at=timezone.now()
    )

    assert names_in(signed_in(reviewer).get(QUEUE)) == []


def many(count):
    base = submitted_application()
    for number in range(count - 1):
        copy = Application.objects.get(pk=base.pk)
        copy.pk, copy.number = None, f"copy-{base.pk}-{number}"
        copy._state.adding = True
        copy.public_id, copy.case_key = uuid.uuid4(), uuid.uuid4()
        copy.firm = FirmFactory()
        copy.save()


def test_the_page_asks_the_same_few_questions_whatever_waits(signed_in, reviewer):
    browser, counts = signed_in(reviewer), []
    many(10)
    with CaptureQueriesContext(connection) as asked:
        browser.get(QUEUE)
    counts.append(len(asked))
    many(40)
    with CaptureQueriesContext(connection) as asked:
        response = browser.get(QUEUE)
    counts.append(len(asked))

    assert len(names_in(response)) == 25
    assert counts[0] == counts[1] <= 14


def test_the_second_page_goes_on_where_the_first_ended(signed_in, reviewer):
    many(30)
    browser = signed_in(reviewer)

    first = browser.get(QUEUE)
    second = browser.get(QUEUE, {"cursor": first.context["page"].next_cursor})

    assert len(set(names_in(first)) | set(names_in(second))) == 30


def test_what_is_said_to_the_firm_is_marked_as_that(signed_in, reviewer):
    case = submitted_application(masks=1)

    page = signed_in(reviewer).get(f"/queue/{case.public_id}/").content.decode()

    said = re.findall(r"<p>([^\n]*You can order here[^\n]*)</p>", page)
    assert said
    assert all(each.startswith('<span class="quiet">The firm reads:</span> Missing') for each in said)


def test_the_panel_is_a_part_of_the_page(signed_in, waiting, reviewer):
    browser, url = signed_in(reviewer), reverse("approvals:case", args=[waiting.public_id])

    panel = browser.get(url, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in panel
    assert waiting.number in panel
    assert panel.count('data-key="claim"') == browser.get(url).content.decode().count('data-key="claim"') == 1


def test_claiming_by_button_leads_to_the_case(signed_in, waiting, reviewer):
    response = signed_in(reviewer).post(reverse("approvals:claim", args=[waiting.public_id]), follow=True)

    waiting.refresh_from_db()
    assert waiting.claimed_by == reviewer
    assert "You handle this case." in response.content.decode()


def test_a_return_without_reason_keeps_what_was_typed(signed_in, in_review, reviewer):
    url = reverse("approvals:return-for-correction", args=[in_review.public_id])

    response = signed_in(reviewer).post(url, {"note": "请补充"})

    assert response.status_code == 422
    assert "请补充" in response.content.decode()


def test_what_was_written_about_a_case_withdrawn_meanwhile_is_given_back(
    signed_in, in_review, reviewer, applicant
):
    url = reverse("approvals:return-for-correction", args=[in_review.public_id])
    applications.withdraw(application=in_review, by=applicant, at=timezone.now())
    body = {"reasons": ["other"], "note": "请补充名册 <b>和</b> 计划。", "password": "a secret"}

    response = signed_in(reviewer).post(url, body)

    assert response.status_code == 409
    assert "the record is “Withdrawn” now" in response.text
    assert response.context["typed"] == ["请补充名册 <b>和</b> 计划。"]
    assert "请补充名册 &lt;b&gt;和&lt;/b&gt; 计划。" in response.text


def test_a_return_shows_its_reasons_to_officials_and_firm(client, applicant, in_review, reviewer):
    client.force_login(reviewer)
    client.post(
        reverse("approvals:return-for-correction", args=[in_review.public_id]),
        {"reasons": ["roster_incomplete", "other"], "note": "请补充名册。"},
    )

    page = client.get(reverse("approvals:case", args=[in_review.public_id])).content.decode()
    assert "The roster is incomplete" in page
    client.force_login(applicant)
    assert "The roster is incomplete" in client.get(in_review.get_absolute_url()).content.decode()


def test_names_that_another_firm_lists_too_are_marked_and_can_be_asked_for(signed_in, waiting, reviewer):
    mine = waiting.staff.order_by("pk").first()
    other = submitted_application()
    StaffMemberFactory(application=other, resident_id_hash=mine.resident_id_hash)
    browser, url = signed_in(reviewer), reverse("approvals:read-names", args=[waiting.public_id])

    everybody = browser.post(url, {"scope": "all", "reason": "核对"})
    picked = browser.post(url, {"scope": "elsewhere", "reason": "核对"})

    assert [row.person.pk for row in everybody.context["people"] if row.is_elsewhere] == [mine.pk]
    assert len(everybody.context["people"]) > 1
    assert [row.person.pk for row in picked.context["people"]] == [mine.pk]
    assert picked.text.count("also listed elsewhere") == 1
    assert trail(waiting).last().data == {"people": 1, "everybody": False, "elsewhere": True}


def test_names_are_shown_only_after_a_reason_was_recorded(signed_in, waiting, reviewer):
    ill = StaffMemberFactory(application=waiting, name="演示发热", class_code="E")
    browser, url = signed_in(reviewer), reverse("approvals:read-names", args=[waiting.public_id])

    refused = browser.post(url, {"scope": "held"})
    shown = browser.post(url, {"scope": "held", "reason": "电话核实"}).content.decode()

    assert refused.status_code == 422
    assert ill.name not in refused.content.decode()
    assert ill.name in shown
    assert ill.resident_id not in shown
    event = trail(waiting).last()
    assert (event.verb, event.note, event.data["people"]) == ("roster.read_names", "电话核实", 1)


def test_names_never_stand_on_the_case_page(signed_in, waiting, reviewer):
    name = waiting.staff.first().name

    assert (
        name
        not in signed_in(reviewer).get(reverse("approvals:case", args=[waiting.public_id])).content.decode()
    )


def test_a_reviewer_of_the_firm_cannot_read_its_names(signed_in, waiting, reviewer):
    MembershipFactory(user=reviewer, firm=waiting.firm)

    url = reverse("approvals:read-names", args=[waiting.public_id])
    assert signed_in(reviewer).post(url, {"scope": "all", "reason": "好奇"}).status_code == 403
