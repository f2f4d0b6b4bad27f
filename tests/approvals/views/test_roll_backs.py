import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.models import RollBack
from approvals.services import rolling_back
from core.models import Role
from reopening.models import PolicySet
from tests.approvals.cases import draft_batch, recommended, signed_batch, work_off
from tests.factories import AppointmentFactory, FirmFactory, UserFactory

pytestmark = pytest.mark.django_db
RULE = {"ours": True, "why": {"zh": "两人把关", "en": "Two look"}, "two_sign_from_firms": 2}


@pytest.fixture
def cases(reviewer):
    return [recommended(reviewer, FirmFactory(name=f"演示{name}有限公司")) for name in ("甲", "乙", "丙")]


@pytest.fixture
def batch(cases, approver):
    return signed_batch(approver, cases)


@pytest.fixture
def url(batch):
    return reverse("approvals:batch-roll-back", args=[batch.public_id])


@pytest.fixture
def proposed(batch, cases, approver):
    policy = cases[0].policy_set
    PolicySet.objects.filter(pk=policy.pk).update(body=policy.body | {"batches": RULE})
    return rolling_back.start(batch=batch, members=None, reason="名单有误", by=approver, at=timezone.now())


def test_the_ladder(client, url, auditor, other_reviewer, approver):
    assert client.get(url).status_code == 302
    for user, status in [(other_reviewer, 404), (auditor, 403), (approver, 200)]:
        client.force_login(user)
        assert client.get(url).status_code == status
    assert client.delete(url).status_code == 405


def test_a_batch_that_is_not_signed_is_a_conflict(signed_in, cases, approver):
    draft = draft_batch(approver, phase=cases[0].phase)
    url = reverse("approvals:batch-roll-back", args=[draft.public_id])

    assert signed_in(approver).get(url).status_code == 409


def test_choosing_then_reading_what_it_means_then_acting(signed_in, approver, batch, cases, url):
    browser = signed_in(approver)
    assert "Roll back…" in browser.get(batch.get_absolute_url()).text
    assert "演示甲有限公司" in browser.get(url).text
    choice = {"which": "chosen", "chosen": [cases[0].public_id]}

    page = browser.post(url, choice)
    assert "The certificate of 1 firm is revoked" in page.text
    assert not RollBack.objects.exists()
    assert browser.post(url, choice | {"confirmed": "1", "reason": ""}).status_code == 422

    answer = browser.post(url, choice | {"confirmed": "1", "reason": "名单有误"}, follow=True)
    work_off()
    assert "名单有误" in answer.text
    results = browser.get(batch.get_absolute_url(), {"result": "rolled_back"}).text
    assert "演示甲有限公司" in results
    assert "演示乙有限公司" not in results
    assert "Revoked" in browser.get(cases[0].certificates.get().check_path).text


def test_all_that_the_search_finds(signed_in, approver, url):
    browser = signed_in(approver)
    assert "演示丙有限公司" not in browser.get(url, {"words": "乙"}).text

    browser.post(url, {"which": "shown", "words": "乙", "confirmed": "1", "reason": "名单有误"})

    assert RollBack.objects.get().members.get().member.application.firm.name == "演示乙有限公司"


def test_nobody_chosen_is_refused(signed_in, approver, url):
    assert signed_in(approver).post(url, {"which": "chosen"}).status_code == 422
    assert signed_in(approver).post(url, {"which": "nonsense"}).status_code == 422


def test_the_second_signature(client, proposed, approver, auditor, other_reviewer):
    colleague = AppointmentFactory(
        role=Role.APPROVER, division=approver.appointments.get().division, user=UserFactory()
    ).user
    url = reverse("approvals:roll-back-countersign", args=[proposed.public_id])

    assert client.get(url).status_code == 302
    for user, status in [(other_reviewer, 404), (auditor, 403), (approver, 403), (colleague, 200)]:
        client.force_login(user)
        assert client.get(url).status_code == status
    assert client.post(url).status_code == 302
    work_off()
    page = client.get(proposed.get_absolute_url()).text
    assert "Carried out" in page
    assert client.get(url).status_code == 409


@pytest.mark.parametrize(("name", "status"), [("roll-back-drop", 302), ("roll-back-resume", 409)])
def test_the_ladder_of_the_other_verbs(name, status, client, proposed, approver, auditor, other_reviewer):
    url = reverse(f"approvals:{name}", args=[proposed.public_id])

    assert client.post(url).status_code == 302
    for user, expected in [(other_reviewer, 404), (auditor, 403 if status == 302 else 409)]:
        client.force_login(user)
        assert client.post(url).status_code == expected
    client.force_login(approver)
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == status


def test_roll_backs_by_program(api, batch, cases, approver, other_reviewer):
    api.force_authenticate(approver)
    words = {"batch": batch.public_id, "reason": "名单有误", "applications": [cases[0].public_id]}
    key = {"idempotency-key": "a"}

    first = api.post("/api/v1/batches/roll-backs/", words, format="json", headers=key)
    again = api.post("/api/v1/batches/roll-backs/", words, format="json", headers=key)
    work_off()

    assert (first.status_code, again.json()) == (201, first.json())
    url = f"/api/v1/batches/roll-backs/{first.json()['id']}/"
    assert api.get(url).json()["status"] == "done"
    assert [row["result"] for row in api.get(f"{url}results/").json()["results"]] == ["rolled_back"]
    assert RollBack.objects.count() == 1
    api.force_authenticate(other_reviewer)
    assert api.get(url).status_code == 404


def test_a_double_click_rolls_back_once(signed_in, approver, url):
    browser = signed_in(approver)
    sent = {"which": "all", "confirmed": "1", "reason": "名单有误"}

    assert browser.post(url, sent).status_code == 302
    assert browser.post(url, sent).status_code == 422
    assert RollBack.objects.count() == 1
