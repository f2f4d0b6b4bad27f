"""The list of a batch as a paper (公示): firms with their decision as it stands on the day, never staff."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.models import Batch, BatchStatus, Certificate
from approvals.models.batches import BatchQuerySet
from approvals.queries.certificates import has_no_list, published_members
from core.dates import shanghai_day
from core.errors import DomainError
from core.models import Division, User
from core.papers.authorities import authority_name
from core.papers.bilingual import count, plain_day, said, same
from core.papers.facts import facts
from core.papers.kinds import NotYet

SIGNED = (BatchStatus.SIGNED, BatchStatus.PUBLISHED)
COLUMNS = ("serial", "firm", "place", "heads", "from", "until", "number")


class NotForLists(DomainError):
    code = "not_for_lists"
    message = _("By the policy that these firms were approved by, no list of them is published.")


def batches_of(user: User) -> BatchQuerySet:
    return Batch.objects.visible_to(user).select_related("division")


def list_facts(batch: Batch, at: datetime) -> dict[str, Any]:
    """
    As the list stands at that instant; another day, or a firm less, is another issue.

    :raises NotYet: before it is signed
    :raises NotForLists: if the policy of its firms has no lists
    """
    if batch.status not in SIGNED:
        raise NotYet(_("The batch has not been signed yet, so there is no list."))
    refuse_unlisted(batch)
    rows, today = list(published_members(batch)), shanghai_day(at)
    places = Division.objects.in_bulk({row.division_code for row in rows})
    address = settings.SITE_URL + reverse("approvals:publication", args=[batch.public_id])
    return facts(
        day=today,
        division=batch.division_id,
        authority=authority_name(batch.division_id),
        number=batch.number,
        places={
            "number": same(batch.number),
            "opens_on": plain_day(batch.opens_on),
            "firms": count(len(rows)),
            "day": plain_day(today),
        },
        rows=[cells_of(at, row, places) for at, row in enumerate(rows, start=1)],
        address=address if batch.status == BatchStatus.PUBLISHED else "",
    )


def refuse_unlisted(batch: Batch) -> None:
    """:raises NotForLists: if the policy of its firms has no lists"""
    if has_no_list(batch):
        raise NotForLists


def cells_of(place: int, row: Certificate, places: dict[str, Division]) -> list[dict[str, str]]:
    division = places[row.division_code]
    values = (
        same(str(place)),
        same(row.firm_name),
        said(division.name, division.name_en),
        count(row.headcount_limit),
        same(iso(row.valid_from)),
        same(iso(row.last_day)),
        same(row.number),
    )
    return [{"as": column, **value} for column, value in zip(COLUMNS, values, strict=True)]


def iso(day: date | None) -> str:
    return day.isoformat() if day else "–"
