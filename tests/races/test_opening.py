"""
A firm opens on its commitment at the instant at which an official takes its case: one way, never both.

The control for the lock is that of `test_lateness.py`: the acts are the same.
"""

from typing import Any

import pytest
from django.utils import timezone

from approvals.models import Certificate, Check
from approvals.services import lateness, review
from core.models import Role
from core.services.desk import the_desk
from reopening.counts import differences
from reopening.models import Application
from tests.approvals.services.test_checks import commitment_mode
from tests.factories import street, submitted_application
from tests.personas import official
from tests.races.crowd import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("attempt", range(3))
def test_it_opens_once_however_many_look(attempt):
    commitment_mode()
    the_desk()
    reviewer = official(Role.REVIEWER, street())
    case = submitted_application()
    mine = Application.objects.select_related("firm", "policy_set").get(pk=case.pk)
    at = timezone.now()

    def claim() -> Any:
        return review.claim(application=mine, by=reviewer, at=at)

    together(claim, *[lambda: lateness.act_on_late(at=at)] * 3)
    lateness.act_on_late(at=timezone.now())  # what was held by the other is looked at again

    assert Application.objects.get(pk=case.pk).status == "approved"
    assert Certificate.objects.count() == Check.objects.count() == 1
    assert list(differences()) == []
