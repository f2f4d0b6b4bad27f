"""Supplies on hand and the prevention plan: the sections of an application that have rows of their own."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.models import User
from reopening.models import Application, InventoryLine, PlanSection
from reopening.policy.base import Section
from reopening.services.sections import Seen, editing


def save_inventory(
    *,
    application: Application,
    quantities: dict[str, int],
    by: User,
    at: datetime,
    seen: Seen | None = None,
) -> Application:
    """
    Put down what is in stock.

    :param quantities: base units by item code; an item left out keeps its line
    :raises Stale: if somebody saved since
    """
    with editing(application, Section.INVENTORY, by=by, at=at, seen=seen, data={"inventory": quantities}):
        lines = [
            InventoryLine(application=application, item_code=code, quantity=quantity)
            for code, quantity in quantities.items()
        ]
        for line in lines:
            line.full_clean(validate_unique=False, validate_constraints=False)
        InventoryLine.objects.bulk_create(
            lines,
            update_conflicts=True,
            unique_fields=["application", "item_code"],
            update_fields=["quantity"],
        )
    return application


def save_plan(
    *, application: Application, texts: dict[str, str], by: User, at: datetime, seen: Seen | None = None
) -> Application:
    """
    Put down sections of the plan.

    :param texts: text by section of the policy's plan; an empty text removes the section
    :raises ValidationError: if the policy has no such section
    :raises Stale: if somebody saved since
    """
    known = {section.key for section in application.policy_set.rules.plan.sections}
    for key in texts:
        if key not in known:
            raise ValidationError({"texts": _("The plan has no section “%(key)s”.") % {"key": key[:40]}})
    with editing(application, Section.PLAN, by=by, at=at, seen=seen, data={"plan": sorted(texts)}):
        kept = {key: text for key, text in texts.items() if text.strip()}
        PlanSection.objects.filter(application=application, key__in=set(texts) - set(kept)).delete()
        sections = [PlanSection(application=application, key=key, text=text) for key, text in kept.items()]
        for section in sections:
            section.full_clean(validate_unique=False, validate_constraints=False)
        PlanSection.objects.bulk_create(
            sections, update_conflicts=True, unique_fields=["application", "key"], update_fields=["text"]
        )
    return application
