import pytest
from django.urls import reverse

from approvals import code_keys, signed_codes
from approvals.wording import scanned_address

pytestmark = pytest.mark.django_db


def test_the_published_keys_check_a_certificate_that_was_issued(client, certificate):
    response = client.get("/.well-known/reopening-certificates.json")

    keys = signed_codes.from_jwks(response.json())
    facts = signed_codes.verify(scanned_address(certificate.wording).partition("#")[2], keys)
    assert (facts.number, facts.headcount_limit) == (certificate.number, certificate.headcount_limit)
    assert (facts.valid_from, facts.valid_until) == (certificate.valid_from, certificate.valid_until)
    assert facts.credit_code == certificate.credit_code
    assert response["Cache-Control"] == "public, max-age=3600"


def test_the_published_keys_are_public_parts_only(client):
    published = client.get(reverse("approvals:certificate-keys")).json()["keys"]

    assert [key["kid"] for key in published] == [key.key_id for key in code_keys.published_keys()]
    assert all("d" not in key for key in published)


def test_a_typed_address_leads_to_its_check_page_without_scripts(client, certificate):
    for typed in (
        certificate.check_path,
        scanned_address(certificate.wording),
        f" {certificate.check_path} ",
    ):
        response = client.get(reverse("approvals:scan"), {"address": typed})

        assert (response.status_code, response["Location"]) == (302, certificate.check_path)


@pytest.mark.parametrize(
    "typed", ["x", "https://elsewhere.example/", "/register/", "http://[", "/verify/", "A" * 5_000]
)
def test_another_address_is_named_as_such_and_stays_typed(client, typed):
    response = client.get(reverse("approvals:scan"), {"address": typed})

    assert response.status_code == 422
    assert "This is no check address of this desk." in response.content.decode()
    assert typed[:100] in response.content.decode()


def test_the_page_and_its_worker_name_only_files_that_are_there(client):
    script = client.get(reverse("approvals:scan-worker"))

    named = [line for line in script.content.decode().splitlines() if "[" in line and '"' in line][:2]
    paths = [part.encode().decode("unicode_escape") for line in named for part in line.split('"')[1::2]]
    assert script["Content-Type"].startswith("text/javascript")
    assert reverse("approvals:scan") in paths
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


@pytest.mark.parametrize("name", ["scan", "scan-worker", "certificate-keys"])
def test_nothing_there_is_written(client, name):
    assert client.post(reverse(f"approvals:{name}")).status_code == 405
