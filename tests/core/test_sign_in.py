"""Signing in, by the pages people use."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from core.models import User
from tests.factories import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]

LOGIN = "/accounts/login/"


def sign_in(client, login, password=PASSWORD):
    return client.post(LOGIN, {"login": login, "password": password})


@pytest.mark.parametrize("by", ["username", "email"])
def test_a_person_signs_in_by_user_name_or_mail(client, applicant, by):
    answer = sign_in(client, getattr(applicant, by))

    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/").status_code == 200


def test_the_page_says_what_to_sign_in_with(client):
    page = client.get(LOGIN).content.decode()

    assert ">User name or email address</label>" in page
    assert "placeholder" not in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("password", ["x7", "password12", "anna.maria1"])
def test_a_bad_password_is_refused_in_the_readers_language(language, password):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        validate_password(password, user=User(username="anna.maria1"))

    assert all(sentence.isascii() is (language == "en") for sentence in refused.value.messages)


def test_a_wrong_password_is_said_without_saying_who_exists(client, applicant):
    known = sign_in(client, applicant.username, "wrong").content.decode()
    unknown = sign_in(client, "nobody", "wrong").content.decode()

    def errors(page):
        return re.findall(r"not correct", page)

    assert errors(known) == errors(unknown) != []


def test_the_account_is_locked_after_repeated_failures_even_for_the_right_password(client, applicant):
    for _time in range(5):
        sign_in(client, applicant.username, "wrong")

    sign_in(client, applicant.username)

    assert client.get("/").status_code == 302, "still outside"


def test_a_forgotten_password_is_set_anew_by_mail(client, applicant):
    client.post("/accounts/password/reset/", {"email": applicant.email})
    link = re.search(r"http\S+/accounts/password/reset/key/\S+", mail.outbox[0].body).group()
    page = client.get(link, follow=True)
    new = "another-long-word-47"

    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})

    assert sign_in(client, applicant.username, new).url == "/"


def test_nobody_learns_by_mail_reset_who_exists(client, applicant):
    known = client.post("/accounts/password/reset/", {"email": applicant.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.test"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_the_bare_sign_up_of_accounts_is_closed(client):
    assert "password1" not in client.get("/accounts/signup/").content.decode()


def test_who_decides_needs_a_second_factor_where_the_setting_says_so(client, approver, settings):
    settings.MFA_REQUIRED_ROLES = ["approver"]
    client.force_login(approver)

    answer = client.get("/")

    assert (answer.status_code, answer.url) == (302, reverse("mfa_index"))


def test_with_a_second_factor_the_way_is_free(client, approver, settings):
    settings.MFA_REQUIRED_ROLES = ["approver"]
    Authenticator.objects.create(user=approver, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(approver)

    assert client.get("/").status_code == 200


def test_other_roles_are_not_asked(client, applicant, reviewer, settings):
    settings.MFA_REQUIRED_ROLES = ["approver"]
    for person in (applicant, reviewer):
        client.force_login(person)
        assert client.get("/").status_code == 200


def test_a_program_of_a_person_without_the_second_factor_is_refused_too(api, approver, settings):
    settings.MFA_REQUIRED_ROLES = ["approver"]
    api.force_login(approver)

    assert api.get("/api/v1/inbox/").status_code == 302


def test_the_code_of_the_second_factor_is_asked_for(client, approver):
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(approver, secret)

    halfway = sign_in(client, approver.username)
    assert halfway.url == reverse("mfa_authenticate")
    wrong = client.post(halfway.url, {"code": "000000"})
    assert wrong.status_code == 200
    code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"
    right = client.post(halfway.url, {"code": code})

    assert (right.status_code, right.url) == (302, "/")


def test_passkeys_are_offered(client, approver):
    client.logout()
    assert "passkey" in client.get(LOGIN).content.decode().lower()
    client.force_login(approver)

    assert reverse("mfa_add_webauthn") in client.get(reverse("mfa_list_webauthn")).content.decode()
