"""Requests that programs make by mistake or on purpose: refused by name, and nothing changes."""

import json

import pytest

from reopening.models import Application, Firm
from tests.corpora.api_requests import NOT_THEIRS, QUERIES
from tests.factories import ready_application
from tests.reopening.api.conftest import Caller, body_of

pytestmark = pytest.mark.django_db

DEEP = "[" * 5_000 + "]" * 5_000
RAW_BODIES = {
    "nothing closed": '{"site_address": "x"',
    "two documents": '{"site_address": "x"}{"site_address": "y"}',
    "single quotes": "{'site_address': 'x'}",
    "trailing comma": '{"site_address": "x",}',
    "NaN": '{"area_m2": NaN}',
    "infinity": '{"area_m2": Infinity}',
    "too large a number": '{"area_m2": 1e309}',
    "many digits": '{"area_m2": ' + "9" * 5_000 + "}",
    "a list": '["site_address"]',
    "a word": '"site_address"',
    "a number": "12",
    "deep lists": '{"site_address": ' + DEEP + "}",
    "deep objects": '{"a":' * 5_000 + "1" + "}" * 5_000,
    "just too deep": '{"site_address": ' + "[" * 21 + "]" * 21 + "}",
    "a lone surrogate": '{"site_address": "\\ud800"}',
    "NUL": '{"site_address": "a\\u0000b"}',
    "bytes of no encoding": b'{"site_address": "\xff\xfe"}',
    "UTF-16": '{"site_address": "x"}'.encode("utf-16"),
    "a text instead of a flag": '{"has_isolation_area": "perhaps"}',
    "an object instead of a text": '{"site_address": {"a": 1}}',
    "a list instead of a number": '{"area_m2": [1]}',
    "a negative number": '{"heads_on_site": -1}',
    "a fraction": '{"heads_on_site": 1.5}',
    "beyond the database": '{"area_m2": 99999999999}',
    "no day": '{"opens_on": "2020-02-30"}',
    "a place that is none": '{"division": "999999999"}',
}


@pytest.fixture
def draft(applicant):
    return ready_application(applicant.firms.get())


def row_of(model, row):
    return model.objects.filter(pk=row.pk).values().get()


@pytest.mark.parametrize("name", NOT_THEIRS)
def test_no_request_sets_what_is_not_the_firms_to_set(name, applicant, draft):
    caller = Caller(applicant)
    case, firm = row_of(Application, draft), row_of(Firm, draft.firm)
    address = f"applications/{draft.public_id}/"
    etag = caller.get(address)["ETag"]

    caller.patch(address, {name: NOT_THEIRS[name]}, if_match=etag)
    caller.patch(f"firms/{draft.firm.public_id}/", {name: NOT_THEIRS[name]})

    kept = {"revision"}
    assert {k: v for k, v in row_of(Application, draft).items() if k not in kept} == {
        k: v for k, v in case.items() if k not in kept
    }
    # Each of the two edits may raise it by one; neither sets it.
    assert row_of(Application, draft)["revision"] - case["revision"] <= 2
    assert row_of(Firm, draft.firm) == firm


@pytest.mark.parametrize("body", RAW_BODIES.values(), ids=RAW_BODIES)
def test_a_body_that_is_no_answer_is_a_400_and_changes_nothing(body, applicant, draft):
    caller, before = Caller(applicant), row_of(Application, draft)
    address = f"/api/v1/applications/{draft.public_id}/"
    etag = caller.client.get(address)["ETag"]

    answer = caller.client.generic(
        "PATCH", address, body, content_type="application/json", headers={"If-Match": etag}
    )

    assert body_of(answer)["status"] == 400
    assert row_of(Application, draft) == before


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "text/csv", "x", ""]
)
def test_other_content_types_are_a_415(kind, applicant, draft):
    address = f"/api/v1/applications/{draft.public_id}/"

    answer = Caller(applicant).client.generic("PATCH", address, "site_address=x", content_type=kind)

    assert answer.status_code == 415 if kind else answer.status_code in {400, 415}


def test_a_body_that_is_too_large_is_a_413(applicant, draft, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    address = f"/api/v1/applications/{draft.public_id}/"

    answer = Caller(applicant).client.patch(
        address, json.dumps({"site_address": "x" * 2_000}), content_type="application/json"
    )

    assert answer.status_code == 413


@pytest.mark.parametrize("query", QUERIES)
def test_a_list_answers_no_question_it_does_not_know(query, applicant, draft):
    caller = Caller(applicant)

    for path in ("applications/", f"applications/{draft.public_id}/roster/"):
        answer = caller.get(f"{path}?{query}")
        assert answer.status_code in {400, 404}, answer.content[:200]
        if answer.status_code == 400:
            body_of(answer)


def test_a_page_of_a_list_has_an_end(applicant, draft):
    answer = Caller(applicant).get(f"applications/{draft.public_id}/roster/?limit=200")

    assert len(answer.json()["results"]) == draft.staff.count()
