import pytest
from django.utils import timezone

from core.background import run_waiting
from reopening.codes import new_code, shown
from reopening.models import DeclarationLink, DeclaredBy, StaffMember
from reopening.services import applications
from tests.reopening.api.conftest import body_of
from tests.reopening.makers import WELL, declared, linked

pytestmark = pytest.mark.usefixtures("empty_cache")


@pytest.fixture
def draft_and_link(applicant):
    return linked(applicant)


def own_address(draft, link, typed=None):
    code = StaffMember.objects.filter(application=draft).order_by("pk").first().code
    return f"declarations/{link.token}.{typed or shown(code)}/"


def test_a_person_reads_the_questions_and_declares(calling, draft_and_link):
    draft, link = draft_and_link
    address = own_address(draft, link)

    before = calling().get(address).json()
    answer = calling().put(address, WELL | {"symptoms": "yes", "temperature": 36.5})

    assert before["firm"] == draft.firm.name
    assert before["consent"] == WELL["consent"]
    assert [each["key"] for each in before["questions"]] == [name for name in WELL if name != "consent"]
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    said = answer.json()
    assert (said["declared_by"], said["class_code"], said["measure"]) == ("person", "E", "clinic")
    assert said["cause"] == "Has a fever, a cough or other symptoms."
    assert draft.staff.order_by("pk").first().declared_by == DeclaredBy.PERSON


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"symptoms": None}, "symptoms"),
        ({"contact": "yes"}, "last_contact_on"),
        ({"shoe_size": 43}, "shoe_size"),
        ({"temperature": "hot"}, "temperature"),
        ({"symptoms": ["no"]}, "symptoms"),
    ],
)
def test_what_is_wrong_is_named(calling, draft_and_link, wrong, path):
    draft, link = draft_and_link

    answer = calling().put(own_address(draft, link), WELL | wrong)

    assert answer.status_code == 400
    assert [each["path"] for each in body_of(answer)["errors"]] == [path]
    assert not draft.staff.filter(declared_by=DeclaredBy.PERSON).exists()


def test_an_old_consent_and_a_filed_application_are_refused(calling, applicant, draft_and_link):
    draft, link = draft_and_link

    assert calling().put(own_address(draft, link), WELL | {"consent": "0"}).status_code == 422
    applications.submit(application=draft, committed=True, by=applicant, at=timezone.now())
    assert calling().put(own_address(draft, link), WELL).status_code == 409
    assert calling().get(own_address(draft, link)).json()["can_change"] is False


def test_unknown_links_and_codes_are_told_alike_and_guessing_ends(calling, draft_and_link):
    draft, link = draft_and_link
    wrong = [
        f"declarations/{'x' * 32}.{shown(new_code())}/",
        own_address(draft, link, shown(new_code())),
        own_address(draft, link, "K7M-Q2X-R4U"),
        f"declarations/{link.token}/",
    ]

    answers = [calling().get(address) for address in wrong]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.json()["detail"] for answer in answers}) == 1
    for _guess in range(30):
        calling().get(own_address(draft, link, shown(new_code())))
    answer = calling().get(own_address(draft, link))
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_a_program_of_the_firm_opens_the_link_makes_codes_and_reminds(as_applicant, draft):
    base = f"applications/{draft.public_id}/declarations/"
    assert as_applicant.get(base).json()["link"] is None

    opened = as_applicant.put(base, {"is_open": True, "allows_joining": True}).json()
    job = as_applicant.post(f"{base}make_codes/")
    run_waiting()
    file = as_applicant.get(f"{base}codes/")
    reminded = as_applicant.post(f"{base}remind/").json()
    renewed = as_applicant.post(f"{base}renew_link/").json()

    assert (opened["is_open"], opened["allows_joining"], opened["without_code"]) == (True, True, 3)
    assert job.status_code == 202
    assert job["Location"].startswith("/api/v1/jobs/")
    assert file.content.startswith(b"PK")
    assert reminded == {"people": 3}
    assert renewed["link"] != opened["link"]
    closed = as_applicant.put(base, {"is_open": False}).json()
    assert closed["is_open"] is False
    declared(draft.staff.first())
    assert as_applicant.get(base).json()["declared"] == 1


def test_the_firm_s_addresses_have_their_ladder(calling, as_applicant, applicant, outsider, reviewer, draft):
    as_applicant.put(f"applications/{draft.public_id}/declarations/", {"is_open": True})
    applications.submit(application=draft, committed=True, by=applicant, at=timezone.now())
    base = f"applications/{draft.public_id}/declarations/"
    calls = [("get", ""), ("put", ""), ("post", "make_codes/"), ("post", "remind/"), ("post", "renew_link/")]
    for method, name in calls:
        data = {"is_open": True} if method == "put" else None
        call = lambda who, m=method, n=name, d=data: calling(who)(m, base + n, d).status_code  # noqa: E731
        assert call(None) == 401
        assert call(outsider) == 404
        assert call(reviewer) == 403
        assert call(applicant) == (200 if method == "get" else 409)
    assert as_applicant("delete", base).status_code == 405
    assert calling(reviewer).get(f"{base}codes/").status_code == 403
    assert as_applicant.get(f"{base}codes/").status_code == 422
    assert DeclarationLink.objects.get().is_open
