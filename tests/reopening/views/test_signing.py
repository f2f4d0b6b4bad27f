"""Where several must sign, the pages lead from one to the other."""

import pytest
from django.urls import reverse

from reopening.models import PolicySet
from tests.factories import MembershipFactory, ready_application
from tests.reopening.services.test_signatures import RULE
from tests.reopening.views.test_members import (  # noqa: F401 - fixtures
    colleague,
    firm,
    fresh_limits,
    page,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def for_two(firm):  # noqa: F811
    case = ready_application(firm)
    body = case.policy_set.body | {"signatures": [RULE]}
    PolicySet.objects.filter(pk=case.policy_set_id).update(body=body)
    return case


def test_a_firm_without_a_second_signatory_is_shown_the_way(client, applicant, firm, for_two):  # noqa: F811
    client.force_login(applicant)

    html = client.get(reverse("reopening:submit", args=[for_two.public_id])).content.decode()

    assert "Invite a colleague with signing power" in html
    assert page(firm) in html


def test_two_people_sign_one_after_the_other(client, applicant, firm, for_two):  # noqa: F811
    second = MembershipFactory(firm=firm).user
    address = reverse("reopening:submit", args=[for_two.public_id])
    client.force_login(applicant)
    client.post(address, {"committed": "on"})
    html = client.get(address).content.decode()
    assert "You have signed." in html
    assert "Waiting for a second signature" in html
    tasks = client.get(for_two.get_absolute_url()).content.decode()
    assert f"Signed by {applicant}. Waiting for a second signature." in tasks
    assert "1 / 2" in tasks

    client.force_login(second)
    assert "Please sign the application" in client.get("/").content.decode()
    assert "Sign and submit" in client.get(address).content.decode()
    client.post(address, {"committed": "on"})

    for_two.refresh_from_db()
    assert (for_two.status, for_two.submitted_by) == ("submitted", second)


def test_the_second_may_decline_with_a_reason(client, applicant, firm, for_two, outsider, reviewer):  # noqa: F811
    second = MembershipFactory(firm=firm).user
    client.force_login(applicant)
    client.post(reverse("reopening:submit", args=[for_two.public_id]), {"committed": "on"})
    address = reverse("reopening:decline", args=[for_two.public_id])
    client.force_login(outsider)
    assert client.get(address).status_code == 404
    client.force_login(second)
    assert client.post(address, {"note": ""}).status_code == 422

    html = client.post(address, {"note": "人数不对"}, follow=True).content.decode()

    assert "did not sign" in html
    assert f"{second} did not sign: 人数不对" in html
    assert "人数不对" in client.get(reverse("reopening:submit", args=[for_two.public_id])).content.decode()


def test_where_one_signature_is_enough_nobody_declines_beside_others(client, applicant, firm):  # noqa: F811
    client.force_login(applicant)
    address = reverse("reopening:decline", args=[ready_application(firm).public_id])

    assert client.get(address).status_code == 403
