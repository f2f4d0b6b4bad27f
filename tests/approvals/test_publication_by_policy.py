"""What everybody may read of an approval is what the policy that it was given by says; it stays so."""

import csv
import io

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from approvals.batch_list import NotForLists
from approvals.models import Batch
from approvals.paper_kinds import LIST
from approvals.queries.certificates import in_register
from approvals.services import batches, decisions
from core.dates import shanghai_day
from core.services import papers
from reopening.models import Application, PolicySet
from tests.approvals.api.test_decisions import as_user, key
from tests.approvals.cases import amended, certified, opened, recommended, signed_batch, work_off
from tests.core.papers.papers import bytes_of, text_of
from tests.factories import FirmFactory
from tests.reopening.policies import draft_of, published, refiling

__all__ = ["as_user"]
pytestmark = pytest.mark.django_db
WHY = {"ours": True, "why": {"zh": "名单不公开", "en": "No list is made public"}}
SHOWN, HIDDEN = "演示公开食品有限公司", "演示不公开电子有限公司"


def publication(**rule: bool) -> None:
    """The policy in force says so from now on, of whatever is approved."""
    row = PolicySet.objects.get()
    PolicySet.objects.update(body=row.body | {"publication": {**rule, **WHY}})


@pytest.fixture
def shown(reviewer, approver):
    return opened(reviewer, approver, FirmFactory(name=SHOWN))


@pytest.fixture
def hidden(shown, reviewer, approver):
    """Approved later, by a policy that has no register."""
    publication(no_register=True)
    return opened(reviewer, approver, FirmFactory(name=HIDDEN))


def test_page_feeds_and_api_leave_out_whose_policy_has_no_register(client, hidden):
    page = client.get(reverse("approvals:register")).text
    feed = client.get(reverse("approvals:register-json")).json()["firms"]
    table = client.get(reverse("approvals:register-csv")).content.decode("utf-8-sig")
    rows = client.get("/api/v1/register/").json()["results"]

    assert SHOWN in page
    assert HIDDEN not in page
    assert [each["firm"] for each in feed] == [SHOWN]
    assert [each["firm"] for each in csv.DictReader(io.StringIO(table))] == [SHOWN]
    assert [each["firm"] for each in rows] == [SHOWN]


def test_who_stands_in_no_register_is_not_found_there_by_name_either(client, hidden):
    assert not client.get(reverse("approvals:register"), {"search": HIDDEN}).context["page"].rows
    assert client.get(reverse("approvals:register-json"), {"search": HIDDEN}).json()["firms"] == []


def test_the_check_page_answers_for_who_stands_in_no_register(client, hidden):
    page = client.get(hidden.check_path)

    assert page.status_code == 200
    assert HIDDEN in page.text
    assert client.get(f"/api/v1/verify/{hidden.token}/").json()["number"] == hidden.number


def test_the_register_is_asked_by_an_index_of_its_own():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'certificate_register'")
        assert "WHERE is_in_register" in cursor.fetchone()[0]


def test_another_policy_changes_nothing_of_what_was_issued(shown):
    publication(no_register=True, no_lists=True)

    assert list(in_register().standing(shanghai_day(timezone.now()))) == [shown]
    for change in ("is_in_register = FALSE", "is_in_lists = FALSE"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE approvals_certificate SET {change}")


def test_a_case_judged_anew_by_another_set_is_published_as_that_one_says(reviewer, approver, administrator):
    stands, waits = certified(reviewer, approver), recommended(reviewer)
    rule = {"no_register": True, "no_lists": True, **WHY, "source": None}
    draft = draft_of(administrator, publication=rule, refiling=refiling("recheck"))
    new = published(draft, administrator)
    work_off()

    waits = Application.objects.get(pk=waits.pk)
    assert waits.policy_set == new
    later = decisions.approve(application=waits, by=approver, at=timezone.now())

    assert (later.is_in_register, later.is_in_lists) == (False, False)
    assert list(in_register().standing(stands.valid_from)) == [stands]


@pytest.mark.parametrize("is_shown", [True, False])
def test_an_amended_certificate_follows_the_policy_of_its_own_version(
    applicant, reviewer, approver, is_shown
):
    old = opened(reviewer, approver, applicant.firms.get())
    case = amended(old, reviewer)
    publication(no_register=not is_shown)

    new = decisions.approve(application=Application.objects.get(pk=case.pk), by=approver, at=timezone.now())

    assert old.is_in_register
    assert new.is_in_register is is_shown
    assert list(in_register().standing(shanghai_day(timezone.now()))) == ([new] if is_shown else [])


def test_a_batch_of_firms_without_lists_is_not_published(signed_in, as_user, reviewer, approver):
    case = recommended(reviewer)
    publication(no_lists=True)
    batch = signed_batch(approver, [Application.objects.get(pk=case.pk)])
    page = signed_in(approver).get(batch.get_absolute_url()).text

    with pytest.raises(NotForLists):
        batches.publish(batch=batch, by=approver, at=timezone.now())
    with pytest.raises(NotForLists):
        papers.make(kind=LIST, subject=batch, by=approver, at=timezone.now())
    answer = as_user(approver).post(f"/api/v1/batches/{batch.public_id}/publish/", **key("publish"))

    assert "Lists to publish" not in signed_in(approver).get("/").text
    assert "no list of them is published" in page
    assert "Publish the list" not in page
    assert "List of the batch" not in page
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:reopening-desk:not_for_lists")
    assert Batch.objects.get().status == "signed"


def test_a_list_that_may_be_published_waits_on_the_approvers_page(signed_in, reviewer, approver):
    signed_batch(approver, [recommended(reviewer)])

    assert "Lists to publish" in signed_in(approver).get("/").text


def test_a_published_list_leaves_out_whose_policy_has_no_lists(client, reviewer, approver):
    cases = [recommended(reviewer, FirmFactory(name=name)) for name in (SHOWN, HIDDEN)]
    other = PolicySet.objects.get()
    other.pk, other.slug, other.status = None, "another", "replaced"
    other.body = other.body | {"publication": {"no_lists": True, **WHY}}
    other.public_id = cases[1].public_id
    other.save()
    Application.objects.filter(pk=cases[1].pk).update(policy_set=other)
    batch = signed_batch(approver, [Application.objects.get(pk=case.pk) for case in cases])
    batches.publish(batch=batch, by=approver, at=timezone.now())
    work_off()

    page = client.get(reverse("approvals:publication", args=[batch.public_id])).text
    table = client.get(reverse("approvals:publication-csv", args=[batch.public_id])).content.decode()
    paper = papers.make(kind=LIST, subject=batch, by=approver, at=timezone.now())

    for text in (page, table, text_of(bytes_of(paper)).replace("\n", "")):
        assert SHOWN in text
        assert HIDDEN not in text


def test_a_set_that_says_nothing_publishes_everything(shown):
    assert PolicySet.objects.get().rules.publication is None
    assert (shown.is_in_register, shown.is_in_lists) == (True, True)
