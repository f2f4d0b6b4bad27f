"""Signing in and what guards it, on the desk's own pages."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.urls import reverse

from tests.factories import PASSWORD

LOGIN = "/accounts/login/"


def sign_in(client, login, password=PASSWORD):
    return client.post(LOGIN, {"login": login, "password": password})


def test_people_sign_in_by_user_name_or_by_e_mail(client, applicant, empty_cache):
    assert sign_in(client, applicant.username).headers["Location"] == reverse("core:home")
    client.logout()
    assert sign_in(client, applicant.email).headers["Location"] == reverse("core:home")


def test_a_wrong_password_is_said_without_naming_which_half_is_wrong(client, applicant, empty_cache):
    page = sign_in(client, applicant.username, "wrong")

    assert "not correct" in page.text
    assert "error-summary" in page.text


def test_after_many_wrong_passwords_the_right_one_waits_too(client, applicant, empty_cache):
    for _try in range(5):
        sign_in(client, applicant.username, "wrong")

    page = sign_in(client, applicant.username)

    assert page.status_code == 200
    assert "Too many failed login attempts" in page.text


def test_the_bare_sign_up_of_accounts_leads_to_the_firms_sign_up(client, db):
    page = client.get("/accounts/signup/").text

    assert reverse("reopening:sign-up") in page
    assert 'name="password1"' not in page


def test_signing_out_takes_a_form(client, applicant):
    client.force_login(applicant)

    assert "Sign Out" in client.get("/accounts/logout/").text
    assert client.get("/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/").status_code == 302


def test_a_forgotten_password_is_reset_by_mail(client, applicant, empty_cache):
    client.post("/accounts/password/reset/", {"email": applicant.email})

    (letter,) = mail.outbox
    address = next(word for word in letter.body.split() if "/password/reset/key/" in word)
    form = client.get(address[address.index("/accounts") :], follow=True)
    new = "a-new-and-long-passphrase"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

    assert sign_in(client, applicant.username, new).headers["Location"] == reverse("core:home")


def signed_in_and_confirmed(client, person):
    """What guards the account asks for the password once more."""
    sign_in(client, person.username)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/password/change/",
        "/accounts/email/",
        "/accounts/reauthenticate/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/webauthn/",
    ],
)
def test_the_pages_of_the_account_wear_the_desks_frame(client, applicant, empty_cache, address):
    signed_in_and_confirmed(client, applicant)

    page = client.get(address)

    assert page.status_code == 200
    assert 'class="masthead"' in page.text
    assert " style=" not in page.text


def test_an_authenticator_app_is_set_up_and_then_asked_for(client, applicant, empty_cache):
    signed_in_and_confirmed(client, applicant)
    form = client.get("/accounts/2fa/totp/activate/").context["form"]
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(form.secret)})
    assert Authenticator.objects.filter(user=applicant, type=Authenticator.Type.TOTP).exists()
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    client.logout()

    answer = sign_in(client, applicant.username)

    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert "authenticator code" in client.get(answer.headers["Location"]).text
    assert client.get("/").status_code == 302


def code_of(secret: str) -> str:
    """The code an app would show now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(get_adapter().decrypt(secret), counter))
