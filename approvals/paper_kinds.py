"""Papers of deciding: the letter of a decision, the notice of what is missing, the code for the gate."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals import appeal_letters
from approvals.appeal_letters import answer_facts, answered, appeals_with_letters
from approvals.appeal_letters import letter_facts as appeal_facts
from approvals.batch_list import COLUMNS, batches_of, list_facts
from approvals.certificate_kind import WORDING
from approvals.models import AppealStatus, Certificate, DecisionLetter, DeficiencyNotice
from approvals.models.certificates import CertificateQuerySet
from approvals.models.letters import DecisionLetterQuerySet
from approvals.wording import (
    scanned_address,
)
from core.dates import shanghai_day
from core.models import User
from core.papers.bilingual import count, plain_day_or_none, said, same
from core.papers.facts import facts
from core.papers.filling import Pair
from core.papers.kinds import NotYet, PaperKind
from core.papers.parts import Code, FactTable, Given, Points, SignatureLines, Table, Text
from reopening.authorities import authority_of, decider_of
from reopening.models import Application
from reopening.models.applications import ApplicationQuerySet

FOLDER = Path(__file__).parent / "paper_words"
PARTS_OF_A_LETTER = ("title", "to", "opening", "points_title", "note", "closing", "appeal")


def case_names(application: Application) -> dict[str, Pair]:
    firm = (application.snapshot or {})["firm"]
    return {
        "firm": same(firm["name"]),
        "credit_code": same(firm["credit_code"]),
        "number": same(application.number or ""),
    }


def authority(application: Application) -> Pair:
    decider = decider_of(application.snapshot or {}, application.policy_set.rules)
    return authority_of(application.division_code, decider.office)


def letters_of(user: User, outcome: str) -> DecisionLetterQuerySet:
    rows = DecisionLetter.objects.visible_to(user).filter(decision__outcome=outcome)
    return rows.select_related("decision__application__policy_set")


def letter_facts(letter: DecisionLetter, _at: datetime) -> dict[str, Any]:
    """The letter as it was sent: its words are frozen with the decision."""
    words, decision = letter.words, letter.decision
    application = decision.application
    points = zip(words["zh"]["points"], words["en"]["points"], strict=True)
    return facts(
        day=shanghai_day(decision.decided_at),
        division=application.division_code,
        authority=authority_in(words) or authority(application),
        number=application.number or "",
        places=case_names(application),
        points=[{"zh": zh, "en": en} for zh, en in points],
        texts={
            part: said(words["zh"].get(part, ""), words["en"].get(part, "")) for part in PARTS_OF_A_LETTER
        },
    )


def authority_in(words: dict[str, Any]) -> Pair | None:
    """As it was called when the letter was sent; None for letters that were frozen without."""
    if "authority" not in words["zh"]:
        return None
    return {language: words[language]["authority"] for language in ("zh", "en")}


def applications_of(user: User) -> ApplicationQuerySet:
    return Application.objects.visible_to(user).select_related("policy_set")


def notice_facts(application: Application, _at: datetime) -> dict[str, Any]:
    """The newest notice, said once and completely; the note as the office wrote it. :raises NotYet: without any"""
    notice = DeficiencyNotice.objects.filter(application=application).order_by("-pk").first()
    if notice is None:
        raise NotYet(_("The application has not been returned for correction, so there is no such paper."))
    return facts(
        day=shanghai_day(notice.issued_at),
        division=application.division_code,
        authority=authority(application),
        number=application.number or "",
        places=case_names(application),
        points=[{"zh": each["zh"], "en": each["en"]} for each in notice.reasons],
        texts={"note": same(notice.note)},
    )


def certificates_of(user: User) -> CertificateQuerySet:
    return Certificate.objects.visible_to(user)


def poster_facts(certificate: Certificate, _at: datetime) -> dict[str, Any]:
    """What may hang at the gate: the firm, its limit and term, and the code of the certificate. Never staff."""
    words = certificate.wording
    values = {fact["key"]: fact["value"] for fact in words["facts"]}
    return facts(
        day=shanghai_day(certificate.issued_at),
        division=certificate.division_code,
        authority=words["authority"],
        number=certificate.number,
        places={
            "firm": same(certificate.firm_name),
            "number": same(certificate.number),
            "heads": count(certificate.headcount_limit),
            "opens_on": plain_day_or_none(certificate.valid_from),
            "validity": values["validity"],
        },
        address=words["check"]["url"],
        scanned=scanned_address(words),
    )


NAMED = ("firm", "credit_code", "number")
DECISION = PaperKind(
    key="decision",
    name=_("Notice of the decision"),
    subjects=lambda user: letters_of(user, "approved"),
    facts=letter_facts,
    places=NAMED,
    places_of_given=("day", "opens_on", "heads", "authority", "report_by"),
    parts=(
        Given("to", is_salutation=True, is_worded=True),
        Given("opening", is_worded=True, others=("opening_on_commitment",)),
        Points("points_title", is_given=True, is_worded=True, others=("daily_report", "nil_report")),
        Given("note"),
        Given("closing", is_worded=True),
    ),
    folder=FOLDER,
)
REJECTION = PaperKind(
    key="rejection",
    name=_("Notice of the rejection"),
    subjects=lambda user: letters_of(user, "rejected"),
    facts=letter_facts,
    places=NAMED,
    places_of_given=("day", "authority", "appeal_until"),
    parts=(
        Given("to", is_salutation=True, is_worded=True),
        Given("opening", is_worded=True),
        Points("points_title", is_given=True),
        Given("note"),
        Given("closing", is_worded=True),
        Given("appeal", is_worded=True),
    ),
    folder=FOLDER,
)
LIST = PaperKind(
    key="list",
    name=_("List of a batch"),
    subjects=batches_of,
    facts=list_facts,
    places=("number", "opens_on", "firms", "day"),
    parts=(Text("opening"), Code("scan"), Table(COLUMNS, figures=frozenset({"heads"}))),
    folder=FOLDER,
    look="list",
)
APPEAL = PaperKind(
    key="appeal",
    name=_("Letter of an appeal"),
    subjects=appeals_with_letters,
    facts=appeal_facts,
    places=appeal_letters.PLACES,
    parts=(
        Text("to", is_salutation=True),
        Text("opening"),
        FactTable(appeal_letters.ROWS),
        Text("grounds_title"),
        Given("grounds"),
        Text("closing"),
        SignatureLines(("signatory", "day")),
    ),
    folder=FOLDER,
    is_issued=False,
)


def answer_kind(status: AppealStatus, name: Promise) -> PaperKind:
    """Of an appeal that was answered so."""
    return PaperKind(
        key=f"appeal_{status}",
        name=name,
        subjects=lambda user: answered(user, status),
        facts=answer_facts,
        places=appeal_letters.PLACES_OF_AN_ANSWER,
        parts=(Text("to", is_salutation=True), Text("opening"), Given("answer"), Text("closing")),
        folder=FOLDER,
    )


KINDS = [
    WORDING,
    LIST,
    DECISION,
    REJECTION,
    APPEAL,
    answer_kind(AppealStatus.UPHELD, _("Answer to an appeal: dismissed")),
    answer_kind(AppealStatus.OVERTURNED, _("Answer to an appeal: allowed")),
    PaperKind(
        key="deficiency",
        name=_("Notice of what is missing"),
        subjects=applications_of,
        facts=notice_facts,
        places=NAMED,
        parts=(Text("opening"), Points("points"), Given("note"), Text("closing")),
        folder=FOLDER,
    ),
    PaperKind(
        key="poster",
        name=_("Poster for the gate"),
        subjects=certificates_of,
        facts=poster_facts,
        places=("firm", "number", "heads", "opens_on", "validity"),
        parts=(Text("firm"), Code("scan"), FactTable(("heads", "validity"))),
        folder=FOLDER,
        look="poster",
        is_issued=False,
    ),
]
