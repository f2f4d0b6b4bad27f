"""Taking approvals back, one or many (docs/adr/0027)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approvals.models import Appeal, Certificate, CertificateStatus, Outcome
from approvals.queries.suspensions import approvers_of
from approvals.services import chain, replacing
from approvals.services.telling import tell_the_firms
from approvals.transitions import CERTIFICATE
from core import workflow
from core.errors import DomainError, TransitionNotAllowed
from core.models import User
from core.notifications import notify
from reopening.models import Application
from reopening.transitions import APPLICATION


class TwoMustRevoke(DomainError):
    code = "two_must_revoke"
    message = _("Two approvers take an approval back: propose it, and another approver confirms.")


class NothingProposed(DomainError):
    status = 409
    code = "nothing_proposed"
    message = _("Nobody has proposed to revoke this certificate.")


class AppealWaits(DomainError):
    status = 409
    code = "appeal_waits"
    message = _("The firm has appealed. Whoever answers the appeal gives the approval back.")


Refusals = dict[int, DomainError | PermissionDenied]


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, by: User, at: datetime) -> Certificate:
    """
    End the right to open. Every check from now on says so. Where the policy asks for two, this is the second.

    :raises TwoMustRevoke: if nobody else has proposed it, and the policy asks for two
    :raises TransitionNotAllowed: if it is revoked already
    """
    if needs_two(certificate):
        # Applications before certificates, as everywhere.
        workflow.lock_in_order(Application.objects.filter(pk=certificate.application_id))
        certificate.refresh_from_db(fields=["proposed_by", "status"])
        if certificate.status == "valid" and certificate.proposed_by_id in (None, by.pk):
            raise TwoMustRevoke
    for refusal in revoke_many([certificate], reason=reason, by=by, at=at).values():
        raise refusal
    certificate.refresh_from_db()
    return certificate


def needs_two(certificate: Certificate) -> bool:
    return certificate.application.policy_set.rules.stops.two_revoke


def verbs_for(certificate: Certificate, *, by: User) -> list[str]:
    """What the person may do with it now: one revokes alone, or one proposes and another confirms or declines."""
    if not needs_two(certificate):
        hidden = {"propose_revocation", "decline_revocation"}
    elif certificate.proposed_by_id is None:
        hidden = {"revoke", "decline_revocation"}
    else:
        hidden = {"propose_revocation"} | ({"revoke"} if certificate.proposed_by_id == by.pk else set())
    if certificate.status == CertificateStatus.REVOKED and not can_come_back(certificate, by=by):
        hidden = hidden | {"reinstate"}
    return [verb for verb in CERTIFICATE.verbs_for(certificate, by=by) if verb not in hidden]


def can_come_back(certificate: Certificate, *, by: User) -> bool:
    """Whether its case is revoked with it, and no appeal waits: a case that was rolled back is decided anew."""
    case = certificate.application
    if not APPLICATION.allows(case, "reinstate", by=by) or is_outlived(certificate):
        return False
    return not Appeal.objects.waiting().filter(application=case).exists()


def is_outlived(certificate: Certificate) -> bool:
    """Whether its case was decided anew since, with a certificate of its own."""
    return Certificate.objects.filter(application=certificate.application_id, pk__gt=certificate.pk).exists()


@transaction.atomic
def propose_revocation(*, certificate: Certificate, reason: str, by: User, at: datetime) -> Certificate:
    """The first of two: nothing happens before another approver revokes it."""
    with CERTIFICATE.transition(certificate, "propose_revocation", by=by, at=at, note=reason):
        certificate.proposed_at, certificate.proposed_by, certificate.proposal = at, by, reason
    params = {"number": certificate.number, "firm": certificate.firm_name, "by": str(by)}
    others = approvers_of(certificate.division_code).exclude(pk=by.pk)
    url = certificate.get_absolute_url()
    notify(others, "certificate.revocation_proposed", params=params, url=url)
    return certificate


@transaction.atomic
def decline_revocation(*, certificate: Certificate, by: User, at: datetime) -> Certificate:
    """
    Nothing comes of what was proposed.

    :raises NothingProposed: if nothing was
    """
    with CERTIFICATE.transition(certificate, "decline_revocation", by=by, at=at):
        if certificate.proposed_by_id is None:
            raise NothingProposed
        certificate.proposed_at = certificate.proposed_by = None
        certificate.proposal = ""
    return certificate


@transaction.atomic
def reinstate(*, certificate: Certificate, note: str, by: User, at: datetime) -> Certificate:
    """
    Give back an approval that was taken back wrongly; somebody else does it than the one who revoked. A stop that was
    in force then still is.

    :raises TransitionNotAllowed: if it is not revoked, or its case was decided anew since
    :raises AppealWaits: if the firm's appeal has no answer yet
    """
    case = certificate.application
    with APPLICATION.transition(case, "reinstate", by=by, at=at, note=note):
        if Appeal.objects.waiting().filter(application=case).exists():
            raise AppealWaits
        if is_outlived(certificate):
            raise TransitionNotAllowed(of=certificate)
    with CERTIFICATE.transition(certificate, "reinstate", by=by, at=at, note=note):
        certificate.revoked_at = certificate.revoked_by = None
        certificate.proposed_at = certificate.proposed_by = None
        certificate.revocation_reason = certificate.proposal = ""
    chain.write(chain.Words(case, Outcome.REINSTATED, note=note), by=by, at=at)
    tell_the_firms([certificate], "certificate.reinstated", reason=note)
    return certificate


@transaction.atomic
def lock_both(certificates: Sequence[Certificate]) -> dict[int, Certificate]:
    """The applications, then their certificates, which come back with them, by the key of the application."""
    keys = [each.application_id for each in certificates]
    cases = workflow.lock_in_order(Application.objects.filter(pk__in=keys).select_related("firm"))
    rows = Certificate.objects.filter(pk__in=[each.pk for each in certificates]).defer("wording")
    held = {each.application_id: each for each in workflow.lock_in_order(rows.select_related("replaces"))}
    for case in cases:
        held[case.pk].application = case
    return held


def refusals_of(certificates: Iterable[Certificate], verb: str, *, by: User) -> Refusals:
    """Both, certificate and application, must be able to move before either does."""
    refused: Refusals = {}
    for each in certificates:
        why = APPLICATION.refusal(each.application, verb, by=by) or CERTIFICATE.refusal(each, verb, by=by)
        if why:
            refused[each.pk] = why
    return refused


def revoke_many(
    certificates: Sequence[Certificate],
    *,
    reason: str,
    by: User,
    at: datetime,
    outcome: Outcome = Outcome.REVOKED,
    verb: str = "revoke",
    rules: dict[int, dict[str, str]] | None = None,
) -> Refusals:
    """
    Revoke approvals, each by itself: why not, by the key of its certificate, for each that cannot be. Whoever asks for
    two signatures has had them.

    Applications are locked before certificates, both in the order of their keys; the number of queries grows only
    with certificates that replaced another one.

    :param outcome: what the decision is called: revoked, or lapsed by the rule
    :param verb: of both tables; `lapse` is the desk's own
    :param rules: why it came about without anybody's hand, by the key of the application
    """
    note = "" if rules else reason  # a rule says it in the reader's language
    held = lock_both(certificates)
    refused = refusals_of(held.values(), verb, by=by)
    gone = [each for each in held.values() if each.pk not in refused]
    APPLICATION.transition_many([each.application for each in gone], verb, by=by, at=at, note=note)
    changes = {"revoked_at": at, "revoked_by": by, "revocation_reason": reason}
    CERTIFICATE.transition_many(gone, verb, by=by, at=at, note=note, changes=changes)
    basis = (rules or {}).get
    said = [
        chain.Words(each.application, outcome, note=note, rule=basis(each.application_id)) for each in gone
    ]
    chain.write_many(said, by=by, at=at)
    for certificate in gone:
        replacing.end_rest(certificate, by=by, at=at)
    if rules:
        tell_the_firms(gone, "certificate.lapsed")
    else:
        tell_the_firms(gone, "certificate.revoked", reason=reason)
    return refused
