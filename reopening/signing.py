"""Questions about signatures: how many an application needs, and which of those it has still stand."""

from reopening.models import Application, Membership, Signature
from reopening.models.signatures import Verdict


def needed_for(application: Application) -> int:
    """How many people must sign before it is submitted; one, unless the policy asks for more."""
    return application.policy_set.rules.signatures_for(application.heads_on_site or 0)


def standing(application: Application) -> list[Signature]:
    """
    Signatures on what the application says now, by people who may still sign, the first one first.

    Every edit raises the revision; so does a refusal to sign.
    """
    signatories = Membership.objects.filter(firm=application.firm_id, is_signatory=True)
    rows = Signature.objects.filter(
        application=application,
        submission=application.submissions,
        revision=application.revision,
        verdict=Verdict.SIGNED,
        signed_by__in=signatories.values("user"),
    )
    return list(rows.select_related("signed_by").order_by("pk"))


def declined(application: Application) -> Signature | None:
    """The last refusal to sign since it was last submitted, if nobody has signed after it."""
    rows = Signature.objects.filter(application=application, submission=application.submissions)
    last = rows.select_related("signed_by").order_by("-pk").first()
    return last if last and last.verdict == Verdict.DECLINED else None
