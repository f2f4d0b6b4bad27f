"""The pages of exports, each address with its ladder, and the same by program."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core import background
from core.models import Export
from core.services import exports
from tests.core.services.test_exports import asked, many_people
from tests.factories import submitted_application

pytestmark = pytest.mark.django_db
POSTS = ["export-consent", "export-decline", "export-download"]


def address(name, export):
    return reverse(f"core:{name}", args=[export.public_id])


@pytest.fixture
def waiting(reviewer):
    case = many_people()
    return asked(reviewer, "case-people", reason="核对名册", application=str(case.public_id))


def signed(client, user):
    client.force_login(user)
    return client


def test_from_the_list_to_the_file(client, reviewer):
    case = submitted_application()
    browser = signed(client, reviewer)
    page = browser.get(reverse("approvals:queue"), {"phase": case.phase}).content.decode()
    link = f"{reverse('core:export-ask')}?list=queue&amp;phase={case.phase}"
    assert link in page

    form = browser.get(link.replace("&amp;", "&")).content.decode()
    assert "phase=" in form
    of_a_case = browser.get("/exports/new/", {"list": "case-people", "application": str(case.public_id)})
    assert "Filters in use" not in of_a_case.text
    answer = browser.post(link.replace("&amp;", "&"), {"format": "csv"})
    export = Export.objects.get()
    assert (answer.status_code, answer.url) == (302, export.get_absolute_url())
    background.run_waiting()

    assert "1 row. It can be downloaded" in browser.get(answer.url).content.decode()
    file = browser.post(address("export-download", export))
    assert file.status_code == 200
    assert file["Content-Disposition"].startswith("attachment")
    assert file["Cache-Control"] == "no-store"
    assert case.number in b"".join(file.streaming_content).decode()
    assert "Review queue" in browser.get(reverse("core:exports")).content.decode()


def test_a_second_person_reads_who_asks_and_consents(client, waiting, approver):
    browser = signed(client, approver)
    assert "Waiting for your consent" in browser.get(reverse("core:exports")).content.decode()
    assert "核对名册" in browser.get(waiting.get_absolute_url()).content.decode()

    assert browser.post(address("export-consent", waiting)).status_code == 302
    assert browser.post(address("export-consent", waiting)).status_code == 409


def test_declining_needs_a_word(client, waiting, approver):
    browser = signed(client, approver)

    assert browser.post(address("export-decline", waiting), {"note": ""}).status_code == 422
    assert browser.post(address("export-decline", waiting), {"note": "范围过大"}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.status == "declined"


@pytest.mark.parametrize("name", POSTS)
def test_the_ladder(name, client, waiting, reviewer, other_reviewer, applicant):
    url = address(name, waiting)
    assert client.post(url).status_code == 302
    assert signed(client, reviewer).get(url).status_code == 405
    assert signed(client, other_reviewer).post(url).status_code == 404
    assert signed(client, applicant).post(url).status_code == 404
    status = signed(client, reviewer).post(url, {"note": "自己"}).status_code
    assert status == (409 if name == "export-download" else 403)


@pytest.mark.parametrize(
    ("url", "for_a_firm"),
    [("/exports/", 200), ("/exports/new/?list=queue", 403), ("/exports/new/?list=orders", 200)],
)
def test_a_firm_sees_its_own_and_is_refused_the_lists_of_officials(
    url, for_a_firm, client, reviewer, applicant
):
    assert client.get(url).status_code == 302
    assert signed(client, reviewer).get(url).status_code == 200
    assert signed(client, applicant).get(url).status_code == for_a_firm


def test_wrong_lists_are_refused(client, reviewer):
    browser = signed(client, reviewer)

    assert browser.get("/exports/new/?list=nothing").status_code == 422
    assert browser.get("/exports/new/?list=audit").status_code == 403
    assert browser.post("/exports/new/?list=queue", {"format": "exe"}).status_code == 422


def test_ones_own_are_listed_in_a_fixed_number_of_queries(client, reviewer, django_assert_max_num_queries):
    for _number in range(5):
        asked(reviewer)
    browser = signed(client, reviewer)

    with django_assert_max_num_queries(10):
        browser.get("/exports/")


def test_the_same_by_program(api, reviewer, approver):
    case = many_people()
    api.force_authenticate(reviewer)
    body = {
        "listing": "case-people",
        "query": {"application": str(case.public_id)},
        "format": "csv",
        "reason": "核对名册",
    }
    answer = api.post("/api/v1/exports/", body, format="json", HTTP_IDEMPOTENCY_KEY="a")
    assert (answer.status_code, answer.data["status"], answer.data["allowed_actions"]) == (201, "waiting", [])
    url = f"/api/v1/exports/{answer.data['id']}/"
    assert api.post(f"{url}consent/", HTTP_IDEMPOTENCY_KEY="b").status_code == 403

    api.force_authenticate(approver)
    assert api.get(url).data["allowed_actions"] == ["consent", "decline"]
    assert api.post(f"{url}consent/", HTTP_IDEMPOTENCY_KEY="c").data["status"] == "making"
    background.run_waiting()

    api.force_authenticate(reviewer)
    assert api.get("/api/v1/exports/").data["results"][0]["status"] == "ready"
    assert api.post(f"{url}download/").status_code == 200


def test_an_expired_one_says_so(client, reviewer):
    submitted_application()
    export = asked(reviewer)
    background.run_waiting()
    export.refresh_from_db()
    exports.expire_old(at=export.expires_at + (export.expires_at - timezone.now()))

    page = signed(client, reviewer).get(export.get_absolute_url()).content.decode()

    assert "The file was deleted after its time." in page
