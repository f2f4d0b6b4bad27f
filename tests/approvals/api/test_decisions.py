"""The officials' work through the API, by the same services as the pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.models import Batch, BatchStatus
from core.dates import shanghai_day
from tests.approvals.cases import certified, claimed, draft_batch, opened, recommended, work_off
from tests.factories import submitted_application

pytestmark = pytest.mark.django_db
KEY = {"HTTP_IDEMPOTENCY_KEY": "one"}


@pytest.fixture
def as_user(api):
    def sign_in(user):
        api.force_authenticate(user)
        return api

    return sign_in


def key(name):
    return {"HTTP_IDEMPOTENCY_KEY": name}


def test_the_queue_lists_cases_with_what_the_caller_may_do(as_user, reviewer):
    case = submitted_application()

    answer = as_user(reviewer).get("/api/v1/queue/").json()

    (row,) = answer["results"]
    assert row["id"] == str(case.public_id)
    assert row["allowed_actions"] == ["claim", "hand_over"]
    assert answer["count"] == {"value": 1, "exact": True}


@pytest.mark.parametrize(
    ("query", "found"),
    [("class=daily_life", 1), ("class=general", 0), ("due_before=2099-01-01T00:00:00Z", 1), ("mine=true", 0)],
)
def test_the_queue_is_filtered(as_user, reviewer, query, found):
    submitted_application()

    assert len(as_user(reviewer).get(f"/api/v1/queue/?{query}").json()["results"]) == found


def test_an_unknown_filter_is_refused_by_name(as_user, reviewer):
    answer = as_user(reviewer).get("/api/v1/queue/?colour=red")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == "colour"


def test_the_queue_is_closed_to_firms(as_user, applicant):
    assert as_user(applicant).get("/api/v1/queue/").status_code == 403


def test_facets_count_states_and_phases(as_user, reviewer):
    submitted_application()

    facets = as_user(reviewer).get("/api/v1/queue/facets/").json()

    assert {"value": "submitted", "label": "Submitted", "count": 1, "exact": True} in facets["status"]
    assert sum(facet["count"] for facet in facets["phase"]) == 1


def test_a_verb_needs_its_key_and_answers_the_same_twice(as_user, reviewer):
    case, caller = submitted_application(), as_user(reviewer)
    url = f"/api/v1/applications/{case.public_id}/claim/"

    assert caller.post(url).status_code == 400
    first, again = caller.post(url, **KEY), caller.post(url, **KEY)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert first.json()["status"] == "under_review"
    assert caller.post(url, **key("two")).status_code == 409


def test_a_case_elsewhere_is_not_found(as_user, other_reviewer):
    case = submitted_application()

    assert (
        as_user(other_reviewer).post(f"/api/v1/applications/{case.public_id}/claim/", **KEY).status_code
        == 404
    )


def test_a_return_names_each_wrong_reason(as_user, reviewer):
    url = f"/api/v1/applications/{claimed(reviewer).public_id}/return_for_correction/"
    caller = as_user(reviewer)

    refused = caller.post(url, {"reasons": ["made_up"]}, **KEY)
    done = caller.post(url, {"reasons": ["plan_too_thin"]}, **key("two"))

    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "reasons")
    assert done.json()["reasons"][0]["code"] == "plan_too_thin"


@pytest.mark.parametrize(
    ("verb", "body", "status"),
    [
        ("release", {}, "submitted"),
        ("recommend", {"note": "齐全"}, "recommended"),
    ],
)
def test_verbs_move_the_case(as_user, reviewer, verb, body, status):
    url = f"/api/v1/applications/{claimed(reviewer).public_id}/{verb}/"

    assert as_user(reviewer).post(url, body, **KEY).json()["status"] == status


def test_a_rejection_is_the_approvers(as_user, reviewer, approver):
    url = f"/api/v1/applications/{recommended(reviewer).public_id}/reject/"
    body = {"reasons": ["untrue"], "note": "名册不实。"}

    assert as_user(reviewer).post(url, body, **KEY).status_code == 403
    assert as_user(approver).post(url, body, **KEY).json()["status"] == "rejected"


def test_a_batch_goes_all_the_way(as_user, reviewer, approver):
    cases = [recommended(reviewer) for _ in range(2)]
    caller = as_user(approver)
    plan = {
        "division": "330106",
        "phase": cases[0].phase,
        "opens_on": str(shanghai_day(timezone.now()) + timedelta(days=4)),
        "quota_firms": 5,
        "quota_heads": 100,
    }

    made = caller.post("/api/v1/batches/", plan, **key("create"))
    url = f"/api/v1/batches/{made.json()['id']}"
    caller.post(f"{url}/members/", {"add": [str(cases[0].public_id)]}, **key("add"))
    caller.post(f"{url}/fill/", **key("fill"))
    checks = caller.get(f"{url}/preflight/").json()
    signed = caller.post(f"{url}/sign/", **key("sign"))
    work_off()
    job = caller.get(signed["Location"]).json()
    results = caller.get(f"{url}/results/").json()["results"]
    published = caller.post(f"{url}/publish/", **key("publish")).json()

    assert (made.status_code, signed.status_code) == (201, 202)
    assert [check["is_ready"] for check in checks] == [True, True]
    assert (job["result"]["approved"], job["result"]["refused"]) == (2, 0)
    assert {row["result"] for row in results} == {"approved"}
    assert published["status"] == "published"
    certificate = caller.get(f"/api/v1/certificates/{results[0]['certificate']}/").json()
    assert certificate["has_pdf"]
    pdf = caller.get(f"/api/v1/certificates/{certificate['id']}/pdf/")
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")


def test_the_api_names_what_another_batch_has(as_user, reviewer, approver):
    cases = [recommended(reviewer) for _ in range(2)]
    one, other = (draft_batch(approver, phase=cases[0].phase) for _number in range(2))
    caller, ids = as_user(approver), [str(case.public_id) for case in cases]

    caller.post(f"/api/v1/batches/{one.public_id}/members/", {"add": ids[:1]}, **key("one"))
    answer = caller.post(f"/api/v1/batches/{other.public_id}/members/", {"add": ids}, **key("other")).json()
    filled = caller.post(f"/api/v1/batches/{other.public_id}/fill/", **key("fill")).json()

    taken = {"application": ids[0], "number": cases[0].number, "firm_name": cases[0].firm.name}
    assert answer["taken_elsewhere"] == [taken]
    assert other.members.get().application == cases[1]
    assert filled["taken_elsewhere"] == []


def test_signing_twice_with_one_key_gives_the_same_job(as_user, reviewer, approver):
    case = recommended(reviewer)
    caller = as_user(approver)
    plan = {"division": "330106", "phase": case.phase, "quota_firms": 5, "quota_heads": 100}
    plan["opens_on"] = str(shanghai_day(timezone.now()) + timedelta(days=4))
    url = f"/api/v1/batches/{caller.post('/api/v1/batches/', plan, **key('create')).json()['id']}"
    caller.post(f"{url}/fill/", **key("fill"))

    first, again = (caller.post(f"{url}/sign/", **key("sign")) for _ in range(2))

    assert first.json()["id"] == again.json()["id"]
    assert Batch.objects.get().status == BatchStatus.SIGNING


def test_a_quota_is_kept_by_the_api_too(as_user, reviewer, approver):
    cases = [recommended(reviewer) for _ in range(2)]
    caller = as_user(approver)
    plan = {"division": "330106", "phase": cases[0].phase, "quota_firms": 1, "quota_heads": 100}
    plan["opens_on"] = str(shanghai_day(timezone.now()) + timedelta(days=4))
    url = f"/api/v1/batches/{caller.post('/api/v1/batches/', plan, **key('create')).json()['id']}"

    answer = caller.post(f"{url}/members/", {"add": [str(case.public_id) for case in cases]}, **key("add"))

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:reopening-desk:over_quota")


def test_a_revoked_certificate_checks_as_revoked_at_once(api, as_user, reviewer, approver):
    certificate = certified(reviewer, approver)
    verify = f"/api/v1/verify/{certificate.token}/"
    before = api.get(verify).json()

    as_user(approver).post(
        f"/api/v1/certificates/{certificate.public_id}/revoke/", {"reason": "防控措施不落实。"}, **KEY
    )
    api.force_authenticate(None)
    after = api.get(verify)

    assert before["state"] == "not_yet_valid"
    assert after.json()["state"] == "revoked"
    assert after["Cache-Control"] == "no-store"
    assert set(after.json()) == {
        "state",
        "number",
        "firm",
        "headcount_limit",
        "valid_from",
        "valid_until",
        "conditions",
        "checked_at",
        "pdf_sha256",
        "files",
        "replaced_by",
    }


@pytest.mark.usefixtures("empty_cache")
def test_unknown_tokens_answer_alike(api, db):
    bodies = [api.get(f"/api/v1/verify/{token}/") for token in ("A" * 32, "x")]

    assert [body.status_code for body in bodies] == [404, 404]
    assert len({body.json()["detail"] for body in bodies}) == 1


def test_the_register_is_public_and_names_firms_only(api, reviewer, approver):
    certificate = opened(reviewer, approver)

    (row,) = api.get("/api/v1/register/?search=演示").json()["results"]

    assert row["firm"] == certificate.firm_name
    assert set(row) == {
        "firm",
        "credit_code",
        "division",
        "industry",
        "decision",
        "number",
        "headcount_limit",
        "opens_on",
        "valid_until",
    }
