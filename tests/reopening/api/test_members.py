import pytest
from django.utils import timezone

from reopening.models import Invitation, PolicySet
from reopening.services import join_requests
from tests.factories import MembershipFactory, UserFactory, ready_application
from tests.reopening.services.test_signatures import RULE

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(applicant):
    return applicant.firms.get()


@pytest.fixture
def colleague(firm):
    return MembershipFactory(firm=firm, is_signatory=False)


def test_the_members_are_read_by_those_who_act_for_the_firm(calling, firm, applicant, outsider, reviewer):
    path = f"firms/{firm.public_id}/members/"

    assert [row["username"] for row in calling(applicant).get(path).data] == [applicant.username]
    assert calling(outsider).get(path).status_code == 404
    assert calling(reviewer).get(path).status_code == 403
    assert calling().get(path).status_code == 401


def test_power_is_given_and_taken_and_people_are_removed(calling, firm, applicant, colleague):
    path = f"firms/{firm.public_id}/members/{colleague.public_id}/"

    assert calling(applicant).post(f"{path}give_power/").data["is_signatory"] is True
    assert calling(applicant).post(f"{path}take_power/").data["is_signatory"] is False
    assert calling(colleague.user).post(f"{path}give_power/").status_code == 403
    assert calling(applicant).post(f"{path}remove/").status_code == 204
    assert calling(applicant).post(f"{path}remove/").status_code == 404


def test_the_last_signatory_is_refused_in_words(calling, firm, applicant):
    mine = firm.memberships.get()

    answer = calling(applicant).post(f"firms/{firm.public_id}/members/{mine.public_id}/remove/")

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:reopening-desk:last_signatory")


def test_an_invitation_never_shows_its_link(calling, firm, applicant):
    path = f"firms/{firm.public_id}/invitations/"

    answer = calling(applicant).post(path, {"email": "a@example.test", "is_signatory": True})

    row = Invitation.objects.get()
    assert answer.status_code == 201
    assert row.digest not in str(answer.data)
    assert [each["email"] for each in calling(applicant).get(path).data] == ["a@example.test"]
    assert calling(applicant).post(f"{path}{row.public_id}/withdraw/").data["status"] == "withdrawn"


def test_a_request_to_join_is_confirmed_or_refused(calling, firm, applicant, reviewer, other_reviewer):
    newcomer = UserFactory()
    asked = calling(newcomer).post("join-requests/", {"credit_code": firm.credit_code, "note": "行政"})
    path = f"join-requests/{asked.data['id']}/"

    assert asked.status_code == 201
    assert asked.data["allowed_actions"] == []
    assert calling(other_reviewer).post(f"{path}admit/").status_code == 404
    assert calling(newcomer).post(f"{path}admit/").status_code == 403
    (listed,) = calling(reviewer).get("join-requests/").data["results"]
    assert listed["allowed_actions"] == ["admit", "refuse"]
    assert calling(reviewer).post(f"{path}admit/").data["status"] == "admitted"
    assert calling(applicant).post(f"{path}refuse/", {"reason": "x"}).status_code == 409


def test_a_refusal_carries_its_reason(calling, firm, applicant):
    row = join_requests.ask(credit_code=firm.credit_code, note="行政", by=UserFactory(), at=timezone.now())

    answer = calling(applicant).post(f"join-requests/{row.public_id}/refuse/", {"reason": "不认识"})

    assert (answer.data["status"], answer.data["reason"]) == ("refused", "不认识")


def test_two_sign_by_program(calling, firm, applicant):
    second = MembershipFactory(firm=firm).user
    case = ready_application(firm)
    body = case.policy_set.body | {"signatures": [RULE]}
    PolicySet.objects.filter(pk=case.policy_set_id).update(body=body)
    path = f"applications/{case.public_id}/"
    both = {"sign", "decline"}
    helper = MembershipFactory(firm=firm, is_signatory=False).user

    assert both <= set(calling(second).get(path).data["allowed_actions"])
    assert not both & set(calling(helper).get(path).data["allowed_actions"])
    alone = calling(applicant).post(f"{path}submit/", {"committed": True})
    assert (alone.status_code, alone.json()["type"]) == (422, "urn:reopening-desk:more_signatures_needed")
    assert calling(applicant).post(f"{path}sign/", {"committed": True}).data["status"] == "draft"
    assert calling(second).post(f"{path}decline/", {"note": "人数不对"}).data["status"] == "draft"
    assert calling(applicant).post(f"{path}sign/", {"committed": True}).data["status"] == "draft"
    assert calling(second).post(f"{path}sign/", {"committed": True}).data["status"] == "submitted"


def test_where_one_signature_is_enough_nobody_signs_beside_others(calling, firm, applicant):
    path = f"applications/{ready_application(firm).public_id}/"

    assert calling(applicant).post(f"{path}sign/", {"committed": True}).status_code == 403
    assert calling(applicant).post(f"{path}decline/", {"note": "人数不对"}).status_code == 403
    assert calling(applicant).post(f"{path}submit/", {"committed": True}).data["status"] == "submitted"
