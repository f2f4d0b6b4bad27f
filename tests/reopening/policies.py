"""Makers of draft policy sets for tests."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from core import background
from core.dates import shanghai_day
from core.models import User
from reopening.models import PolicyPreview, PolicySet
from reopening.services import policy_drafts, policy_previews, publishing
from tests.factories import policy_set

NOTICE = {"notice_number": "杭防指〔2020〕12号", "notice_on": date(2020, 3, 1), "notice_title": "示例通告"}


def today() -> date:
    return shanghai_day(timezone.now())


def draft_of(by: User, *, in_days: int = 0, slug: str = "hangzhou-2020-02-10", **values: Any) -> PolicySet:
    """A draft made from Hangzhou's set; `values` replace fields of its body."""
    made_from = policy_set()
    at = timezone.now()
    row = policy_drafts.draft(
        made_from=made_from, slug=slug, valid_from=today() + timedelta(days=in_days), by=by, at=at
    )
    return policy_drafts.edit(policy_set=row, changes={}, values=values, by=by, at=at)


def masks(row: PolicySet, days: int = 400, gate: str = "block") -> list[dict[str, Any]]:
    """The set's supplies, with another reserve of masks."""
    changed = {"reserve_days": days, "gate": gate}
    return [each | changed if each["item"] == "mask" else each for each in row.body["supplies"]]


def refiling(on_change: str, grace_days: int = 0) -> dict[str, Any]:
    why = {"zh": "测试", "en": "test"}
    return {"on_change": on_change, "grace_days": grace_days, "ours": True, "why": why, "source": None}


def previewed(row: PolicySet, by: User) -> PolicyPreview:
    seen = policy_previews.preview(policy_set=row, by=by, at=timezone.now())
    background.run_waiting()
    seen.refresh_from_db()
    assert seen.finished_at is not None
    return seen


def published(row: PolicySet, by: User) -> PolicySet:
    """Previewed and published; its cases are taken over if its first day has come."""
    previewed(row, by)
    found = publishing.publish(policy_set=row, **NOTICE, by=by, at=timezone.now())
    background.run_waiting()
    return found
