import pytest
from django.core.management import call_command
from django.utils import timezone

from approvals.models import Batch, Certificate, StateNow
from core.dates import shanghai_day
from reopening.models import Application

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(tmp_path, settings):
    settings.DEMO = True
    (tmp_path / "password").write_text("a-generated-word\n")
    return lambda: call_command("load_demo", "--password-file", tmp_path / "password")


def test_every_state_of_deciding_has_a_case_and_loading_again_changes_nothing(district):
    district()
    counts = (Batch.objects.count(), Certificate.objects.count())

    district()

    assert (Batch.objects.count(), Certificate.objects.count()) == counts
    statuses = set(Application.objects.values_list("status", flat=True))
    assert statuses >= {
        "submitted",
        "under_review",
        "returned",
        "recommended",
        "approved",
        "rejected",
        "revoked",
        "superseded",
    }
    assert Application.objects.filter(version=2, status="submitted").exists()
    assert Application.objects.filter(submissions=2, status="submitted").exists()
    assert set(Batch.objects.values_list("status", flat=True)) == {"draft", "published"}
    today = shanghai_day(timezone.now())
    assert {row.state_on(today) for row in Certificate.objects.all()} >= {StateNow.VALID, StateNow.REVOKED}
    assert Certificate.objects.filter(application__firm__members__username="applicant").exists()
