"""Who filed first is told when somebody on the roster is listed by another firm later."""

from django.db import transaction
from django.urls import reverse

from core.notifications import notify
from reopening.elsewhere import listed_elsewhere
from reopening.models import Application


def tell_earlier(*, application: Application) -> int:
    """
    Count anew for the filed applications of other firms that share people with this one, and tell their firms how
    many it is. Safe to run twice: where nothing has changed nobody is told. How many firms were told.

    This one is counted anew too: of two that are submitted at the same instant neither has seen the other's people,
    and whoever comes to this last sees both. Each is counted and told for itself, without a lock: who edits a roster
    meanwhile counts by themselves.
    """
    keys = sorted({application.pk, *listed_elsewhere(application).by_application})
    return sum(tell(Application.objects.select_related("firm").get(pk=key)) for key in keys)


@transaction.atomic
def tell(earlier: Application) -> bool:
    """Whether the firm was told: there are more people than before."""
    before, people = earlier.people_elsewhere, listed_elsewhere(earlier).people
    rows = Application.objects.filter(pk=earlier.pk, people_elsewhere=before)
    if people == before or not rows.update(people_elsewhere=people) or people < before:
        return False
    notify(
        earlier.firm.members.all(),
        "roster.shared",
        params={"firm": earlier.firm.name, "count": people},
        url=reverse("reopening:roster", args=[earlier.public_id]) + "?elsewhere=yes",
    )
    return True
