"""Two signatures on a batch, by programs."""

import pytest

from tests.approvals.api.test_decisions import as_user, key
from tests.approvals.views.test_two_signatures import batch, colleague

__all__ = ["as_user", "batch", "colleague"]
pytestmark = pytest.mark.django_db


def test_programs_sign_twice_too(as_user, batch, approver, colleague):
    url = f"/api/v1/batches/{batch.public_id}"

    alone = as_user(approver).post(f"{url}/sign/", **key("alone"))
    first = as_user(approver).post(f"{url}/propose/", **key("first"))
    back = as_user(colleague).post(f"{url}/send-back/", {"note": "再看"}, **key("back"))
    as_user(approver).post(f"{url}/propose/", **key("again"))
    second = as_user(colleague).post(f"{url}/countersign/", **key("second"))

    assert (alone.status_code, alone.json()["type"]) == (422, "urn:reopening-desk:two_must_sign")
    assert (first.json()["status"], first.json()["proposed_at"] is None) == ("proposed", False)
    assert back.json()["status"] == "draft"
    assert second.status_code == 202
