import pytest

from approvals.models import Check
from core import background
from reopening.models import Application
from tests.approvals.services.test_checks import check_of, commitment_mode, fresh, opened, promised
from tests.factories import MembershipFactory, ready_application

__all__ = ["opened"]
pytestmark = pytest.mark.django_db


def key(name: str) -> dict[str, str]:
    return {"HTTP_IDEMPOTENCY_KEY": name}


def test_the_list_shows_who_is_to_be_checked_and_who_was(client, opened, inspector):
    client.force_login(inspector)
    check = check_of(opened)

    page = client.get("/queue/checks/").content.decode()
    assert opened.firm.name in page
    assert check.get_absolute_url() in page

    client.post(f"{check.get_absolute_url()}confirm/", {"checked": ["0", "1", "2"], "note": ""})
    assert opened.firm.name not in client.get("/queue/checks/").content.decode()
    assert opened.firm.name in client.get("/queue/checks/?answered=1").content.decode()


def test_who_may_answer_reads_of_it_on_the_first_page(client, opened, inspector, approver):
    for by in (inspector, approver):
        client.force_login(by)
        assert "Firms to check" in client.get("/").content.decode()


def test_lists_cost_the_same_however_many_they_show(client, opened, inspector, django_assert_max_num_queries):
    client.force_login(inspector)
    client.get("/queue/checks/")
    for _number in range(4):
        promised()

    with django_assert_max_num_queries(12):
        page = client.get("/queue/checks/").content.decode()
    assert page.count("/queue/checks/") >= 5


def test_the_page_of_a_check_shows_the_promise_and_the_answer(client, opened, inspector):
    client.force_login(inspector)
    address = check_of(opened).get_absolute_url()

    page = client.get(address).content.decode()
    assert opened.policy_set.rules.commitment.en in page
    assert "The measures on site are those that were promised" in page

    client.post(f"{address}find-untrue/", {"checked": ["0"], "note": "隔离点没有设置。"})

    assert "隔离点没有设置。" in client.get(address).content.decode()
    case = client.get(f"/queue/{opened.public_id}/").content.decode()
    assert "Not as promised" in case
    assert "Opened on the signed commitment" in case


def test_what_is_left_out_stays_on_the_page(client, opened, inspector):
    client.force_login(inspector)
    address = check_of(opened).get_absolute_url()

    answer = client.post(f"{address}find-untrue/", {"checked": ["0"], "note": ""})
    assert answer.status_code == 422
    assert "Please say what is not as promised" in answer.content.decode()

    answer = client.post(f"{address}confirm/", {"checked": ["0"], "note": "只看了一项"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Please tick every point" in page
    assert "只看了一项" in page


def test_the_firm_is_told_before_it_signs_and_after(client, applicant):
    commitment_mode()
    case = ready_application(applicant.firms.get())
    client.force_login(applicant)
    address = f"/applications/{case.public_id}/submit/"
    assert "Here you open on your commitment" in client.get(address).content.decode()

    page = client.post(address, {"committed": "on"}, follow=True).content.decode()
    assert "Your commitment is on record" in page
    background.run_waiting()

    assert fresh(case).status == "approved"
    decisions = client.get(f"/queue/{case.public_id}/decisions/").content.decode()
    assert "Opened on the signed commitment" in decisions
    assert Check.objects.count() == 1
    assert client.get("/queue/checks/").status_code == 403
    assert client.get(check_of(case).get_absolute_url()).status_code == 404


def test_where_the_office_looks_first_the_firm_reads_so(client, applicant):
    why = {"zh": "测试", "en": "test"}
    commitment_mode(
        on_commitment={"check_within": 3, "office_first": ["points_to_note"], "ours": True, "why": why}
    )
    case = ready_application(applicant.firms.get(), masks=1)
    client.force_login(applicant)

    page = client.get(f"/applications/{case.public_id}/submit/").content.decode()

    assert "is read by the office" in page


def test_programs_answer_too(api, opened, inspector, reviewer):
    api.force_authenticate(inspector)
    [row] = api.get("/api/v1/checks/?mine=true").json()["results"]
    assert (row["number"], row["status"], row["allowed_actions"]) == (
        opened.number,
        "waiting",
        ["confirm", "find_untrue"],
    )

    refused = api.post(f"/api/v1/checks/{row['id']}/find-untrue/", {"note": ""}, format="json", **key("a"))
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "what_missing")
    answered = api.post(
        f"/api/v1/checks/{row['id']}/find-untrue/", {"note": "人数不符。"}, format="json", **key("b")
    )
    assert (answered.json()["status"], answered.json()["allowed_actions"]) == ("untrue", [])
    again = api.post(
        f"/api/v1/checks/{row['id']}/confirm/", {"checked": [0, 1, 2]}, format="json", **key("c")
    )
    assert again.status_code == 409

    api.force_authenticate(reviewer)
    assert api.get("/api/v1/checks/").json()["results"][0]["allowed_actions"] == []
    assert Application.objects.get().status == "approved"


def test_a_firm_of_ones_own_is_nobodys_to_check(client, opened, inspector):
    MembershipFactory(user=inspector, firm=opened.firm)
    client.force_login(inspector)

    answer = client.post(f"{check_of(opened).get_absolute_url()}confirm/", {"checked": ["0", "1", "2"]})

    assert answer.status_code == 403
