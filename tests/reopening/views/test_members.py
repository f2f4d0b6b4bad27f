import pytest
from django.urls import reverse
from django.utils import timezone

from reopening.models import Invitation, JoinRequest, Membership
from reopening.services import join_requests, members
from tests.factories import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
ACCOUNT = {"name": "演示新人", "username": "neu", "password": PASSWORD}


@pytest.fixture(autouse=True)
def fresh_limits(empty_cache):
    """The limits of the sign-up pages count in the cache."""


@pytest.fixture
def firm(applicant):
    return applicant.firms.get()


@pytest.fixture
def colleague(firm):
    return MembershipFactory(firm=firm, is_signatory=False)


def page(firm, name="members", *more):
    return reverse(f"reopening:{name}", args=[firm.public_id, *more])


@pytest.fixture
def invitation(firm, applicant):
    return members.invite(
        firm=firm, email="neu@example.test", is_signatory=True, by=applicant, at=timezone.now()
    )


def link(invitation):
    return reverse("reopening:invitation", args=[members.token_of(invitation)])


# --- The list


def test_the_list_is_for_those_who_act_for_the_firm(client, firm, applicant, colleague, outsider, reviewer):
    assert client.get(page(firm)).url.startswith("/accounts/login/")
    for person, status in ((outsider, 404), (reviewer, 403), (colleague.user, 200), (applicant, 200)):
        client.force_login(person)
        assert client.get(page(firm)).status_code == status
    assert client.post(page(firm)).status_code == 405


def test_only_a_signatory_sees_the_buttons(client, firm, applicant, colleague, invitation):
    client.force_login(applicant)
    assert "Send the invitation" in client.get(page(firm)).content.decode()
    client.force_login(colleague.user)
    html = client.get(page(firm)).content.decode()
    assert "Send the invitation" not in html
    assert "Give signing power" not in html
    assert "neu@example.test" not in html


VERBS = ["give-power", "take-power"]


@pytest.mark.parametrize("verb", VERBS)
def test_power_is_a_matter_of_signatories(client, firm, applicant, colleague, outsider, verb):
    MembershipFactory(firm=firm)
    address = page(firm, verb, colleague.public_id)

    assert client.post(address).url.startswith("/accounts/login/")
    for person, status in ((outsider, 404), (colleague.user, 403), (applicant, 302)):
        client.force_login(person)
        assert client.post(address).status_code == status
    assert client.get(address).status_code == 405


def test_the_last_signatory_is_told_why_not(client, firm, applicant):
    mine = firm.memberships.get()
    client.force_login(applicant)

    client.post(page(firm, "take-power", mine.public_id))

    assert firm.memberships.get().is_signatory


def test_removing_asks_first(client, firm, applicant, colleague):
    client.force_login(applicant)
    address = page(firm, "remove-member", colleague.public_id)

    assert "What will happen" in client.get(address).content.decode()
    assert client.post(address).url == page(firm)
    assert not Membership.objects.filter(pk=colleague.pk).exists()


def test_nobody_removes_a_member_of_another_firm(client, applicant, firm, outsider):
    other = outsider.memberships.get()
    client.force_login(applicant)

    assert client.post(page(firm, "remove-member", other.public_id)).status_code == 404


# --- Invitations


@pytest.mark.parametrize("email", ["known@example.test", "unknown@example.test"])
def test_the_answer_does_not_say_whether_an_address_is_known(client, firm, applicant, email):
    UserFactory(email="known@example.test")
    client.force_login(applicant)

    html = client.post(page(firm, "invite"), {"email": email}, follow=True).content.decode()

    assert f"An invitation is on its way to {email}." in html
    assert Invitation.objects.get().email == email


def test_a_wrong_address_is_told_beside_the_field(client, firm, applicant):
    client.force_login(applicant)

    answer = client.post(page(firm, "invite"), {"email": "nobody"})

    assert answer.status_code == 422
    assert answer.context["form"].has_error("email")


def test_an_invitation_is_taken_back(client, firm, applicant, invitation):
    client.force_login(applicant)

    client.post(page(firm, "withdraw-invitation", invitation.public_id))

    assert client.get(link(invitation)).status_code == 404


def test_who_has_no_account_sets_one_up_and_is_in(client, firm, invitation):
    assert "Set up an account" in client.get(link(invitation)).content.decode()

    answer = client.post(link(invitation), ACCOUNT, follow=True)

    assert "You now act for" in answer.content.decode()
    assert firm.memberships.get(user__username="neu").is_signatory


def test_a_weak_password_keeps_what_was_typed(client, invitation):
    answer = client.post(link(invitation), ACCOUNT | {"password": "12345"})

    assert answer.status_code == 422
    assert 'value="neu"' in answer.content.decode()
    assert answer.context["form"].has_error("password")


def test_who_is_signed_in_joins_with_one_button(client, firm, invitation):
    person = UserFactory()
    client.force_login(person)

    assert "Join the firm" in client.get(link(invitation)).content.decode()
    client.post(link(invitation))

    assert firm.memberships.filter(user=person).exists()


def test_used_unknown_and_malformed_links_answer_alike(client, invitation):
    used = link(invitation)
    client.force_login(UserFactory())
    client.post(used)

    answers = [client.get(each) for each in (used, "/invitations/" + "0" * 64 + "/", "/invitations/x/")]

    assert {answer.status_code for answer in answers} == {404}
    assert all("no longer valid" in answer.content.decode() for answer in answers)
    assert all(answer["Cache-Control"] == "no-store" for answer in answers)


# --- Asking to join


def test_a_registered_firm_offers_to_ask(client, firm):
    values = {
        name: getattr(firm, name)
        for name in ("credit_code", "name", "legal_representative", "address", "industry_code")
    }
    values |= {"division": firm.division_id, "staff_total": 3, "contact_name": "演示", **ACCOUNT}
    values |= {"contact_phone": "13800000000", "email": "neu@example.test"}

    answer = client.post(reverse("reopening:sign-up"), values)

    assert answer.status_code == 422
    assert f"/join/?credit_code={firm.credit_code}" in answer.content.decode()


def test_a_stranger_asks_with_a_new_account(client, firm):
    address = reverse("reopening:join")
    assert client.get(address).status_code == 200
    answer = client.post(
        address,
        ACCOUNT | {"credit_code": firm.credit_code, "note": "行政", "email": "neu@example.test"},
        follow=True,
    )

    assert "Your request to join waits" in answer.content.decode()
    assert JoinRequest.objects.get().firm == firm


def test_a_person_with_an_account_only_says_which_firm(client, firm, outsider):
    client.force_login(outsider)

    client.post(reverse("reopening:join"), {"credit_code": firm.credit_code, "note": "行政"})

    assert JoinRequest.objects.get().user == outsider


def test_an_unknown_firm_is_told_beside_the_code(client, outsider):
    client.force_login(outsider)

    answer = client.post(reverse("reopening:join"), {"credit_code": "91330106MA27XXXXXX", "note": "x"})

    assert answer.status_code == 422
    assert answer.context["form"].has_error("credit_code")


@pytest.fixture
def asked(firm):
    return join_requests.ask(
        credit_code=firm.credit_code, note="行政负责人", by=UserFactory(), at=timezone.now()
    )


def test_the_office_reads_and_confirms(client, asked, reviewer, other_reviewer, applicant):
    index, admit = reverse("reopening:join-requests"), reverse("reopening:admit", args=[asked.public_id])
    assert client.get(index).url.startswith("/accounts/login/")
    client.force_login(applicant)
    assert client.get(index).status_code == 403
    client.force_login(other_reviewer)
    assert "行政负责人" not in client.get(index).content.decode()
    assert client.post(admit).status_code == 404
    client.force_login(reviewer)
    assert "行政负责人" in client.get(index).content.decode()
    assert client.get(admit).status_code == 405
    assert client.post(admit).url == index
    assert client.post(admit).status_code in {302, 409}


def test_the_list_of_requests_takes_the_same_queries_for_any_number(
    client, firm, reviewer, django_assert_max_num_queries
):
    for _ in range(20):
        join_requests.ask(credit_code=firm.credit_code, note="行政", by=UserFactory(), at=timezone.now())
    client.force_login(reviewer)

    with django_assert_max_num_queries(10):
        client.get(reverse("reopening:join-requests"))


def test_a_signatory_refuses_with_a_reason(client, asked, firm, applicant, colleague):
    address = reverse("reopening:refuse", args=[asked.public_id])
    client.force_login(colleague.user)
    assert client.get(address).status_code == 403
    client.force_login(applicant)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "不认识"}).url == page(firm)
    asked.refresh_from_db()
    assert (asked.status, asked.reason) == ("refused", "不认识")


# --- The second signature
