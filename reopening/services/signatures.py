"""Several signatures before an application is submitted; with one, `applications.submit` alone is enough."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.models import User
from core.notifications import notify
from reopening.models import Application, Signature
from reopening.models.signatures import Verdict
from reopening.queries import case_facts
from reopening.services.applications import (
    NotCommitted,
    refuse_blocks,
    refuse_mandate,
    submit,
)
from reopening.services.versions import refuse_amendment
from reopening.signing import needed_for, standing
from reopening.transitions import APPLICATION


class SignedAlready(DomainError):
    code = "signed_already"
    message = _("You have signed already. Another person with signing power must sign too.")


class ReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Please say why you do not sign.")

    def __init__(self) -> None:
        super().__init__(errors=[{"path": "note", "code": self.code, "message": self.message}])


@transaction.atomic
def sign(*, application: Application, committed: bool, by: User, at: datetime) -> Application:
    """
    Sign what the application says now; with the last signature that the policy asks for, it is submitted.

    :raises NotCommitted: if the commitment was not accepted
    :raises NotReady: if a finding of the policy blocks
    :raises SignedAlready: if `by` has signed what it says now
    :raises OnlyTheFirmSigns: if `by` acts under a mandate
    """
    if not committed:
        raise NotCommitted
    refuse_mandate(application, by)
    data: dict[str, Any] = {}
    with APPLICATION.transition(application, "sign", by=by, at=at, data=data):
        signed = standing(application)
        if any(each.signed_by_id == by.pk for each in signed):
            raise SignedAlready
        application.committed_at, application.committed_by = at, by
        facts = case_facts(application, at)
        refuse_blocks(facts)
        refuse_amendment(application, facts)
        put_down(application, Verdict.SIGNED, by=by, at=at)
        data |= {"revision": application.revision, "signature": len(signed) + 1}
    if len(signed) + 1 >= needed_for(application):
        return submit(application=application, committed=True, by=by, at=at)
    tell_the_others(application, by)
    return application


@transaction.atomic
def decline(*, application: Application, note: str, by: User, at: datetime) -> Application:
    """
    Do not sign, and say why. The signatures that are there are void; they stay on record.

    :raises ReasonMissing: if `note` is empty
    """
    if not note.strip():
        raise ReasonMissing
    with APPLICATION.transition(application, "decline", by=by, at=at, note=note):
        signers = [each.signed_by for each in standing(application)]
        put_down(application, Verdict.DECLINED, by=by, at=at, note=note)
        application.revision += 1
    notify(
        [signer for signer in signers if signer != by],
        "application.declined",
        params={"firm": application.firm.name, "by": str(by), "note": note},
        url=application.get_absolute_url(),
    )
    return application


def put_down(
    application: Application, verdict: Verdict, *, by: User, at: datetime, note: str = ""
) -> Signature:
    return Signature.objects.create(
        application=application,
        submission=application.submissions,
        revision=application.revision,
        verdict=verdict,
        note=note,
        signed_at=at,
        signed_by=by,
    )


def tell_the_others(application: Application, by: User) -> None:
    """Everybody else who may sign reads that the application waits for them."""
    others = application.firm.memberships.filter(is_signatory=True).exclude(user=by).select_related("user")
    notify(
        [row.user for row in others],
        "application.signed",
        params={"firm": application.firm.name, "by": str(by)},
        url=f"{application.get_absolute_url()}submit/",
    )
