"""Two approvers take an approval back, and another one gives back what was taken wrongly."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from approvals.models import Outcome
from approvals.services import chain, revocations
from core.models import Notification, Role
from reopening.models import PolicySet
from tests.approvals.api.test_decisions import as_user, key
from tests.factories import AppointmentFactory, UserFactory

__all__ = ["as_user"]
pytestmark = pytest.mark.django_db
RULE = {
    "reasons": [{"code": "other", "name": {"zh": "其他", "en": "Other"}}],
    "two_revoke": True,
    "ours": True,
    "why": {"zh": "两人", "en": "Two"},
}


@pytest.fixture
def colleague(approver):
    place = approver.appointments.get().division
    return AppointmentFactory(role=Role.APPROVER, division=place, user=UserFactory()).user


@pytest.fixture
def two(certificate):
    row = PolicySet.objects.get()
    PolicySet.objects.update(body=row.body | {"stops": RULE})
    return type(certificate).objects.select_related("application__firm").get(pk=certificate.pk)


def test_one_proposes_and_only_another_one_revokes(two, approver, colleague):
    with pytest.raises(revocations.TwoMustRevoke):
        revocations.revoke(certificate=two, reason="停工", by=approver, at=timezone.now())
    revocations.propose_revocation(certificate=two, reason="停工", by=approver, at=timezone.now())
    assert Notification.objects.filter(user=colleague, kind="certificate.revocation_proposed").count() == 1
    with pytest.raises(revocations.TwoMustRevoke):
        revocations.revoke(certificate=two, reason="停工", by=approver, at=timezone.now())

    assert (
        revocations.revoke(certificate=two, reason="停工", by=colleague, at=timezone.now()).status
        == "revoked"
    )


def test_what_was_declined_is_proposed_anew(two, approver, colleague):
    with pytest.raises(revocations.NothingProposed):
        revocations.decline_revocation(certificate=two, by=colleague, at=timezone.now())
    revocations.propose_revocation(certificate=two, reason="停工", by=approver, at=timezone.now())
    revocations.decline_revocation(certificate=two, by=colleague, at=timezone.now())

    with pytest.raises(revocations.TwoMustRevoke):
        revocations.revoke(certificate=two, reason="停工", by=colleague, at=timezone.now())


def test_what_was_taken_wrongly_is_given_back_by_somebody_else(certificate, approver, colleague, applicant):
    revocations.revoke(certificate=certificate, reason="误判", by=approver, at=timezone.now())
    with pytest.raises(PermissionDenied):
        revocations.reinstate(certificate=certificate, note="核实有误", by=approver, at=timezone.now())

    revocations.reinstate(certificate=certificate, note="核实有误", by=colleague, at=timezone.now())

    certificate.refresh_from_db()
    certificate.application.refresh_from_db()
    assert (certificate.status, certificate.application.status) == ("valid", "approved")
    assert Notification.objects.filter(user=applicant, kind="certificate.reinstated").count() == 1
    rows = list(certificate.application.decisions.select_related("answers").order_by("sequence"))
    assert [row.outcome for row in rows][1:] == [Outcome.REVOKED, Outcome.REINSTATED]
    assert chain.verify(rows) is None


def test_the_pages_of_it(client, two, approver, colleague, applicant, other_reviewer):
    url = f"/certificates/{two.public_id}/"
    for name in ("propose-revocation", "reinstate"):
        assert client.get(f"{url}{name}/").status_code == 302
        for user, status in [(other_reviewer, 404), (applicant, 403)]:
            client.force_login(user)
            assert client.get(f"{url}{name}/").status_code == status
        client.logout()
    client.force_login(approver)
    assert client.get(f"{url}reinstate/").status_code == 409
    assert client.get(f"{url}decline-revocation/").status_code == 405
    assert "propose-revocation" in client.get(url).text
    assert client.post(f"{url}propose-revocation/", {"reason": ""}).status_code == 422
    assert client.post(f"{url}propose-revocation/", {"reason": "拒不整改"}).status_code == 302
    client.force_login(colleague)
    page = client.get(url).text
    assert f"{url}revoke/" in page
    assert "拒不整改" in page
    assert client.post(f"{url}revoke/", {"reason": "拒不整改"}).status_code == 302
    client.force_login(approver)
    assert client.post(f"{url}reinstate/", {"reason": "已核实"}).status_code == 302
    assert "check-revoked" not in client.get(two.check_path).text


def test_programs_too(as_user, two, approver, colleague):
    url = f"/api/v1/certificates/{two.public_id}"

    alone = as_user(approver).post(f"{url}/revoke/", {"reason": "停工"}, **key("alone"))
    as_user(approver).post(f"{url}/propose_revocation/", {"reason": "停工"}, **key("first"))
    declined = as_user(colleague).post(f"{url}/decline_revocation/", **key("no"))
    as_user(approver).post(f"{url}/propose_revocation/", {"reason": "停工"}, **key("again"))
    second = as_user(colleague).post(f"{url}/revoke/", {"reason": "停工"}, **key("second"))
    back = as_user(approver).post(f"{url}/reinstate/", {"reason": "已核实"}, **key("back"))

    assert (alone.status_code, alone.json()["type"]) == (422, "urn:reopening-desk:two_must_revoke")
    assert declined.json()["status"] == "valid"
    assert (second.json()["status"], back.json()["status"]) == ("revoked", "valid")
