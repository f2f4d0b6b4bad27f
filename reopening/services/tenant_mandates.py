"""Mandates that a list of tenants gives: who authorised the operator, many at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import translation

from core import audit
from core.dates import shanghai_day
from core.models import User
from core.numbers import check_character, next_numbers
from reopening import mandate_texts
from reopening.firm_files.tenants import TenantRow
from reopening.models import Firm, Mandate, MandateKind, Relation, Umbrella

Given = tuple[dict[int, Mandate], list[audit.Act]]


def mandates_by_list(
    umbrella: Umbrella,
    rows: Sequence[TenantRow],
    firms: Mapping[str, Firm],
    *,
    until: datetime,
    by: User,
    at: datetime,
) -> Given:
    """
    A mandate for each tenant for whom an authorising person is named and none is in force.

    :param firms: by credit code
    :returns: mandates in force by firm, and what was done, for the audit trail
    """
    keys = [firms[row.values["credit_code"]].pk for row in rows]
    found = {
        row.firm_id: row
        for row in Mandate.objects.in_force().filter(firm__in=keys, holder_firm=umbrella.firm_id)
    }
    missing = [
        row for row in rows if row.values["giver_name"] and firms[row.values["credit_code"]].pk not in found
    ]
    numbers = new_numbers(umbrella.division_id, len(missing), at) if missing else []
    said = mandate_texts.current(MandateKind.UMBRELLA).version
    common: dict[str, Any] = {"consent": said, "given_at": at, "recorded_by": by, "until": until}
    common["holder_firm"] = umbrella.firm
    fresh = [
        Mandate(number=number, firm=firms[row.values["credit_code"]], **words_of(row), **common)
        for row, number in zip(missing, numbers, strict=True)
    ]
    Mandate.objects.bulk_create(fresh)
    return found | {row.firm_id: row for row in fresh}, [given_act(row) for row in fresh]


def words_of(row: TenantRow) -> dict[str, Any]:
    """Who authorised the operator, and how, as the list says it."""
    return {
        "kind": MandateKind.UMBRELLA,
        "giver_name": row.values["giver_name"],
        "giver_phone": row.values["contact_phone"],
        "giver_relation": Relation.MANAGER,
        "words": row.values["words"],
        "consent_language": translation.get_language() or "",
    }


def given_act(row: Mandate) -> audit.Act:
    data = {"mandate": row.number, "kind": row.kind, "until": row.until}
    return audit.Act(row.firm, "mandate.give", data=data)


def new_numbers(division_id: str, count: int, at: datetime) -> list[str]:
    """As `mandates.new_number`, many at once."""
    district, day = division_id[:6], f"{shanghai_day(at):%Y%m%d}"
    serials = next_numbers(f"mandate:{district}:{day}", count)
    stems = [f"D{district}-{day}-{serial:04d}" for serial in serials]
    return [f"{stem}-{check_character(stem)}" for stem in stems]
