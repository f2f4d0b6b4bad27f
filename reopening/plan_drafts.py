"""The plan's starting texts for one application: what the desk knows already is in them."""

from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from core.templatetags.desk import grouped
from reopening.arrivals import clock
from reopening.models import Application
from reopening.packs import in_units
from reopening.plan_templates import filled, template
from reopening.policy.goods import SupplyKind
from reopening.queries import shifts_of
from reopening.wording import localise


def drafts_of(application: Application) -> dict[str, str]:
    """By section of the plan that is asked of this firm, in the reader's language; sections without one left out."""
    facts = known_facts(application)
    asked = application.policy_set.rules.plan.sections_for(
        application.heads_on_site or 0, application.site_kind
    )
    texts = {
        section.key: [localise(text.model_dump()) for text in template(section, application.site_kind)]
        for section in asked
    }
    return {key: filled(paragraphs, facts) for key, paragraphs in texts.items() if paragraphs}


def known_facts(application: Application) -> dict[str, str]:
    """What the firm has said elsewhere; what it has not is a blank with its name."""
    has_area = application.has_isolation_area
    shifts = [
        _("%(name)s %(start)s (%(people)s people)")
        % {"name": each.name, "start": clock(each.as_fact().start), "people": grouped(each.people)}
        for each in shifts_of(application)
    ]
    known = {
        "firm": (application.firm.name, _("name of the firm")),
        "legal_representative": (application.firm.legal_representative, _("legal representative")),
        "heads": (grouped(application.heads_on_site), _("people on site per day")),
        "street": (str(application.division), _("street office")),
        "isolation": (_("ready") if has_area else "", _("isolation area: when it will be ready")),
        "shifts": (str(_(", ")).join(shifts), _("times of the shifts")),
        "masks_per_day": (daily_use(application, "mask"), _("masks a day")),
        "disinfectant_per_day": (daily_use(application, "disinfectant"), _("disinfectant a day")),
    }
    return {name: value or f"【{open_name}】" for name, (value, open_name) in known.items()}


def daily_use(application: Application, item: str) -> str:
    """What is used up in a day, with its unit; empty while it cannot be computed."""
    supply = application.policy_set.rules.supply(item)
    if supply is None or supply.kind == SupplyKind.DURABLE:
        return ""
    users = supply.users(application.heads_on_site or 0, application.exposed_heads or 0)
    base = application.area_m2 if supply.kind == SupplyKind.AREA else users
    if not base:
        return ""
    amount: Any = ceil(supply.use * base)
    # The template names the unit of masks itself.
    return grouped(amount) if item == "mask" else in_units(supply, amount)
