"""What happens by itself: firms open on their commitment; of late answers silence counts as yes, or they go up."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from approvals.models import Certificate
from approvals.services import certificates, decisions
from approvals.services.signing import share_policies
from core import workflow
from core.services.desk import the_desk
from reopening.commitments import waits_to_open
from reopening.models import WAITING, Application
from reopening.placing import begun_anew
from reopening.services import escalations

CHUNK = 100


@transaction.atomic
def act_on_late(*, at: datetime, limit: int = CHUNK) -> int:
    """
    The next chunk of cases on which the policy acts by `at`; how many there were.

    Safe to run twice: the instant of the next act moves on in the same transaction. A case that an official holds
    at this moment is passed over and looked at by the next run: whoever has the row first decides.
    """
    due = Application.objects.filter(WAITING, acts_at__lte=at).order_by("acts_at", "pk")
    keys = list(due.values_list("pk", flat=True)[:limit])
    rows = Application.objects.filter(WAITING, acts_at__lte=at, pk__in=keys)
    cases = workflow.lock_many(rows.select_related("firm"))
    share_policies(cases)
    promised = [each for each in cases if waits_to_open(each)]
    approved = granted(promised, "open_on_commitment", at=at)
    late = [each for each in cases if not waits_to_open(each)]
    silent = [each for each in late if each.policy_set.rules.answer_for(each.lane).deemed_acceptance]
    anew = begun_anew(silent) if silent else set()
    approved |= granted([each for each in silent if each.pk not in anew], "deem", at=at)
    escalations.escalate([each for each in cases if each.pk not in approved], at=at)
    return len(cases)


def granted(cases: Sequence[Application], verb: str, *, at: datetime) -> set[int]:
    """
    Approve by the rule, with the certificate as by hand; the keys of those for which it could be done. The others are
    the office's.
    """
    if not cases:
        return set()
    results = decisions.grant(cases, by=the_desk(), at=at, verb=verb)
    made = [result for result in results.values() if isinstance(result, Certificate)]
    if made:
        certificates.draw_later(made, by=the_desk())
    return {certificate.application_id for certificate in made}
