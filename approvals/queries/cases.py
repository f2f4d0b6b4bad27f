"""What officials read of one case. Everything judged comes from the frozen submission."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from approvals.models import Certificate, Decision
from reopening.cover import covers
from reopening.models import Application
from reopening.wording import localise

MANY_HEADS = 300  # ours: the size above which a firm's opening is felt in its district


@dataclass(frozen=True)
class Factor:
    """One of Shanghai's four priorities (S03): whether it holds, and the fact behind it."""

    title: Any
    holds: bool
    fact: str


def priorities(application: Application) -> list[Factor]:
    """The four factors, each by itself; never one hidden number. Reads the submission only."""
    rules, snapshot = application.policy_set.rules, application.snapshot or {}
    firm_class = rules.firm_class(application.firm_class)
    tier = rules.tier_of(application.phase)
    by_class = snapshot.get("staff_by_class", {})
    held = sum(by_class.get(each.key, 0) for each in rules.screening.classes if not each.may_work)
    warned = sum(finding["level"] != "pass" for finding in snapshot.get("findings", []))
    heads = application.heads_on_site or 0
    return [
        Factor(
            _("Needed for daily life or the city"),
            bool(firm_class) and tier == 1,
            localise(firm_class.name.model_dump()) if firm_class else "",
        ),
        Factor(
            _("Many posts depend on it"),
            heads >= MANY_HEADS,
            counted(ngettext("%(count)s person on site", "%(count)s people on site", heads), heads),
        ),
        Factor(
            _("The staff it needs are well"),
            held == 0,
            counted(
                ngettext("%(count)s person must stay away", "%(count)s people must stay away", held), held
            ),
        ),
        Factor(
            _("Measures are in place"),
            warned == 0,
            counted(ngettext("%(count)s point to note", "%(count)s points to note", warned), warned),
        ),
    ]


def counted(words: str, count: int) -> str:
    return words % {"count": f"{count:,}"}


def staff_classes(application: Application) -> list[tuple[str, str, int, bool]]:
    """Counts of the roster by class: key, name, people, whether they may work."""
    by_class = (application.snapshot or {}).get("staff_by_class", {})
    return [
        (each.key, localise(each.name.model_dump()), by_class.get(each.key, 0), each.may_work)
        for each in application.policy_set.rules.screening.classes
    ]


def goods(application: Application) -> list[tuple[str, Any, int]]:
    """Days of cover of what is used up: name, days, reserve."""
    snapshot = application.snapshot or {}
    rows = covers(
        application.policy_set.rules.supplies,
        heads=snapshot.get("heads_on_site") or 0,
        area_m2=snapshot.get("area_m2") or 0,
        inventory=snapshot.get("inventory", {}),
    )
    return [
        (localise(rule.name.model_dump()), state.days, rule.reserve_days)
        for rule, state in rows
        if state.days is not None and not rule.hint_only
    ]


def decision_of(application: Application) -> Decision | None:
    return Decision.objects.select_related("decided_by", "batch").filter(application=application).first()


def certificate_of(application: Application) -> Certificate | None:
    return Certificate.objects.defer("wording").filter(application=application).first()
