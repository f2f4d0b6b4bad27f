"""Papers about an application: the receipt of its filing, and the form as it was filed."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.dates import shanghai_day
from core.models import User
from core.papers.bilingual import count, instant, plain_day_or_none, same
from core.papers.facts import facts
from core.papers.filling import Pair
from core.papers.kinds import NotYet, PaperKind
from core.papers.parts import FactTable, Sections, SignatureLines, Text
from reopening.authorities import authority_of, decider_of
from reopening.filed_form import day_of, sections_of
from reopening.models import Application
from reopening.models.applications import ApplicationQuerySet
from reopening.policy.body import Mode

FOLDER = Path(__file__).parent / "paper_words"
PROCEDURES: dict[Mode, Pair] = {
    Mode.APPROVAL: {"zh": "复工审批", "en": "approval to reopen"},
    Mode.FILING: {"zh": "复工备案", "en": "filing to reopen"},
    Mode.COMMITMENT: {"zh": "复工承诺备案", "en": "filing to reopen on commitment"},
    Mode.NONE: {"zh": "复工报备", "en": "notice of reopening"},
}
NAMED = ("firm", "credit_code", "number", "procedure", "site", "opens_on", "heads", "received", "due")


def applications_of(user: User) -> ApplicationQuerySet:
    return Application.objects.visible_to(user).select_related("policy_set")


def submitted_at(application: Application) -> datetime:
    """:raises NotYet: before the first submission"""
    if application.submitted_at is None or application.snapshot is None:
        raise NotYet(_("The application has not been submitted yet, so there is no such paper."))
    return application.submitted_at


def places_of(application: Application) -> dict[str, Pair]:
    """What the submission says, by the names that texts may use."""
    snapshot: dict[str, Any] = application.snapshot or {}
    firm = snapshot["firm"]
    return {
        "firm": same(firm["name"]),
        "credit_code": same(firm["credit_code"]),
        "number": same(application.number or ""),
        "procedure": PROCEDURES[application.policy_set.rules.mode],
        "site": same(snapshot["site_address"] or firm["address"]),
        "opens_on": plain_day_or_none(day_of(snapshot["opens_on"])),
        "heads": count(snapshot["heads_on_site"]),
        "received": instant(application.submitted_at),
        "due": instant(application.due_at),
    }


def facts_of(application: Application, sections: list[dict[str, Any]]) -> dict[str, Any]:
    day = shanghai_day(submitted_at(application))
    decider = decider_of(application.snapshot or {}, application.policy_set.rules)
    return facts(
        day=day,
        division=application.division_code,
        authority=authority_of(application.division_code, decider.office),
        number=application.number or "",
        places=places_of(application),
        sections=sections,
    )


def receipt_facts(application: Application, _at: datetime) -> dict[str, Any]:
    submitted_at(application)
    return facts_of(application, [])


def form_facts(application: Application, _at: datetime) -> dict[str, Any]:
    submitted_at(application)
    return facts_of(application, sections_of(application))


KINDS = [
    PaperKind(
        key="receipt",
        name=_("Receipt of the filing"),
        subjects=applications_of,
        facts=receipt_facts,
        places=NAMED,
        parts=(
            Text("opening"),
            FactTable(("firm", "credit_code", "site", "opens_on", "heads", "received", "due")),
            Text("closing"),
        ),
        folder=FOLDER,
    ),
    PaperKind(
        key="form",
        name=_("Application form as filed"),
        subjects=applications_of,
        facts=form_facts,
        places=NAMED,
        parts=(
            FactTable(("firm", "credit_code", "number", "received")),
            Sections(),
            Text("commitment"),
            SignatureLines(("signatory", "day")),
        ),
        folder=FOLDER,
        is_issued=False,
    ),
]
