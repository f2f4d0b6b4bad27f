"""Telling firms what was decided on them, many at once."""

from collections.abc import Iterable

from approvals.models import Certificate
from core.notifications import Message, notify_many
from reopening.models import Membership


def tell_the_firms(certificates: Iterable[Certificate], kind: str, **params: str) -> None:
    """Everybody of each firm, in two queries. Needs the certificates with their applications."""
    by_firm = {each.application.firm_id: each for each in certificates}
    members = Membership.objects.filter(firm__in=by_firm).values_list("firm_id", "user_id")
    messages = [
        Message(
            user_id,
            {"number": by_firm[firm_id].number, "firm": by_firm[firm_id].firm_name, **params},
            by_firm[firm_id].application.get_absolute_url(),
        )
        for firm_id, user_id in members
    ]
    notify_many(messages, kind)
