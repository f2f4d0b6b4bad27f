"""Handing in while somebody else is at work, and whether what was filed is what lies there."""

from django.utils import timezone

from core.models import User
from reopening.models import Application, Document, InventoryLine
from reopening.services import applications


def fresh(draft: Application) -> Application:
    return Application.objects.select_related("policy_set", "firm").get(pk=draft.pk)


def submit(draft: Application, by: User) -> Application:
    return applications.submit(application=fresh(draft), committed=True, by=by, at=timezone.now())


def filed_differs(draft: Application) -> bool:
    """Whether what was filed and what lies there say different things."""
    draft.refresh_from_db()
    filed = draft.snapshot or {}
    lies = dict(InventoryLine.objects.filter(application=draft).values_list("item_code", "quantity"))
    digests = set(Document.objects.current().filter(application=draft).values_list("file__digest", flat=True))
    return draft.status == "submitted" and (
        filed["inventory"] != lies or {each["digest"] for each in filed["documents"]} != digests
    )
