"""The names of everything a policy set says: parts, fields, choices. Fields by `Model.field`, else by `field`."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reopening.wording.names import MEASURES, SECTIONS, SITES

Words = Promise | str

PARTS: dict[str, Words] = {
    "general": _("Kind of procedure and commitment"),
    "sources": _("Sources"),
    "lead_time": _("Lead time"),
    "answer": _("Answer limit and lanes"),
    "deciders": _("Who decides"),
    "firm_classes": _("Kinds of firm and closed trades"),
    "phases": _("Phases"),
    "refiling": _("What becomes of open cases"),
    "papers": _("Papers"),
    "plan": _("Prevention plan"),
    "posts": _("Safety posts"),
    "shifts": _("Staggered shifts"),
    "screening": _("Screening of staff"),
    "supplies": _("Supplies"),
    "supply_groups": _("Supply groups and order of sharing"),
    "gates": _("Checks before filing"),
    "conditions": _("Conditions of an approval"),
    "priorities": _("Priorities in the queue"),
    "signatures": _("Signatures"),
    "certificate": _("Certificate"),
    "reporting": _("Daily reports"),
    "review_steps": _("Steps of review"),
    "reasons": _("Reasons of returns and rejections"),
}

FIELDS: dict[str, Words] = {
    "mode": _("Kind of procedure"),
    "sources": _("Sources"),
    "lead_time": _("Lead time"),
    "answer": _("Answer limit"),
    "lanes": _("Lanes"),
    "deciders": _("Deciders by people on site"),
    "special_deciders": _("Special deciders"),
    "firm_classes": _("Kinds of firm"),
    "phases": _("Phases, the first one served first"),
    "refiling": _("Open cases"),
    "negative_list": _("Closed trades"),
    "review_steps": _("Steps"),
    "papers": _("Papers"),
    "plan": _("Plan"),
    "posts": _("Posts"),
    "shifts": _("Shifts"),
    "holders": _("Holders needed"),
    "Post.certificate": _("A certificate is asked for"),
    "arrivals": _("Most people at one entrance in ten minutes"),
    "meals": _("Most people who eat at once"),
    "meal_minutes": _("Minutes of a meal"),
    "minutes_between_starts": _("Least minutes between two starts"),
    "blanks": _("When a blank is left open"),
    "template": _("Text to begin with"),
    "screening": _("Screening"),
    "supplies": _("Items"),
    "supply_groups": _("Supply groups"),
    "ladder": _("Order in which scarce goods are shared"),
    "gates": _("Checks"),
    "conditions": _("Conditions"),
    "certificate": _("Term of the certificate"),
    "priorities": _("Order of the four priorities"),
    "order": _("The most important first"),
    "signatures": _("Signatures"),
    "count": _("People who sign"),
    "from_heads": _("From this many people"),
    "many_heads": _("Many posts from this many people"),
    "trade_office": _("Bureau of the trade (key)"),
    "reporting": _("Daily report"),
    "commitment": _("Text of the commitment"),
    "return_reasons": _("Reasons to return a case"),
    "reject_reasons": _("Reasons to reject a case"),
    "title": _("Title"),
    "issued_on": _("Issued on"),
    "url": _("Address"),
    "seed": _("Rows of the source report"),
    "zh": _("Chinese"),
    "en": _("English"),
    "source": _("Source"),
    "ours": _("Our own rule: the sources are silent"),
    "why": _("Why we chose so"),
    "days": _("Days"),
    "counting": _("Days counted"),
    "filing_day_counted": _("The day of filing counts"),
    "amount": _("How long"),
    "unit": _("Unit"),
    "deemed_acceptance": _("Silence counts as yes"),
    "key": _("Key"),
    "name": _("Name"),
    "classes": _("Kinds of firm"),
    "ScreeningSet.classes": _("Classes, from best to worst"),
    "ScreeningGate.classes": _("Classes that may not be on site"),
    "at_least": _("From this many people"),
    "at_most": _("Up to this many people"),
    "office": _("Office"),
    "firms": _("Firms named by a list"),
    "credit_codes": _("Credit codes"),
    "industries": _("Trades (GB/T 4754)"),
    "white_list": _("White list: the office confirms it"),
    "opens_from": _("Opens on"),
    "opens_until": _("Ends on"),
    "rest": _("Takes everybody else"),
    "explanation": _("Explanation for the firm"),
    "on_change": _("When this set takes over"),
    "grace_days": _("Days of grace"),
    "level": _("When it is not met"),
    "stage": _("Stage"),
    "checklist": _("Checklist"),
    "section": _("Section of the application"),
    "required": _("Required"),
    "deferrable": _("May be handed in later"),
    "due_after_days": _("Due after days"),
    "sections": _("Sections"),
    "short_form_heads": _("Short plan up to this many people"),
    "short_form": _("Sections of the short plan"),
    "min_characters": _("Least characters in a section"),
    "hint": _("Hint"),
    "sites": _("Kinds of site"),
    "IsolationGate.sites": _("By kind of site"),
    "hints": _("Hints by kind of site"),
    "fever_from": _("Fever from (°C)"),
    "rules": _("Rules"),
    "key_areas": _("Key epidemic areas"),
    "may_work": _("May work"),
    "fact": _("What the person answered"),
    "to": _("Class it leads to"),
    "measure": _("Measure"),
    "division": _("Division code"),
    "divisions": _("Only in these places"),
    "max_age_days": _("Not older than days"),
    "from_on": _("From"),
    "until_on": _("Until"),
    "item": _("Item"),
    "Supply.item": _("Key"),
    "kind": _("Kind"),
    "use_units": _("Units used"),
    "per": _("For each … people (or m²)"),
    "reserve_days": _("Reserve in days"),
    "max_order_days": _("Most days in one order"),
    "order_interval_days": _("Days between orders"),
    "pack_units": _("Units in a pack"),
    "inner_pack_units": _("Units in an inner pack"),
    "loose_allowed": _("Single units may be given"),
    "gate": _("When the reserve is short"),
    "hint_only": _("Only a hint, not a reserve"),
    "caps": _("Limits by item"),
    "rungs": _("Rungs, the first one served first"),
    "history_days": _("Days looked back"),
    "tiers": _("Places of the phases"),
    "target_days": _("Days of cover to reach"),
    "items": _("Items"),
    "until": _("Until"),
    "by": _("By this time of day"),
    "nil_report": _("Also when there is nothing to report"),
    "code": _("Code"),
    "note_required": _("A note is required"),
}

HINTS: dict[str, Words] = {
    "key": _("Small letters, digits and underscores; cases refer to it, so keep it when the name changes."),
    "seed": _("One a line."),
    "order": _("One a line, each once: daily_life, many_posts, staff_well, measures."),
    "credit_codes": _("One a line."),
    "industries": _("One prefix a line, for example H62 or R."),
    "divisions": _("One division code a line; left empty: everywhere."),
    "tiers": _("Numbers, one a line; 1 is the first phase."),
    "on_change": _("Cases that are open on the first day of this set."),
    "Refiling.grace_days": _(
        "Counted from the first day: so long what became stricter warns and does not block."
    ),
    "opens_from": _("Left empty: open at once."),
    "at_most": _("Left empty: no upper end."),
    "sites": _("None chosen: all of them."),
    "url": _("Only quoted, never opened by the desk."),
    "CertificateTerm.until": _("Either days or a last day, not both."),
}

GATES: dict[str, Words] = {
    "lead_time": _("The opening day keeps the lead time"),
    "phase": _("The opening day lies in the firm's phase"),
    "negative_list": _("The trade is not closed"),
    "headcount": _("People on site are stated and agree with the roster"),
    "roster_complete": _("Everybody is screened"),
    "people_once": _("Nobody is on the roster of another firm"),
    "declarations": _("Everybody has declared for themselves"),
    "on_site_classes": _("Nobody of some classes is on site"),
    "safety_posts": _("Every safety post has its holders"),
    "staggered_shifts": _("Shifts are planned, and nobody comes in a crowd"),
    "supplies": _("Supplies last for the reserve"),
    "isolation_area": _("An isolation area is ready"),
    "plan_complete": _("The plan is written"),
    "papers": _("The papers are there"),
    "commitment": _("The commitment is accepted"),
    "preconditions": _("Roster, supplies and shifts together"),
}

CHOICES: dict[str, dict[str, Words]] = {
    "Mode": {
        "approval": pgettext_lazy("kind of procedure", "Approval"),
        "filing": pgettext_lazy("kind of procedure", "Filing"),
        "commitment": pgettext_lazy("kind of procedure", "Commitment"),
        "none": _("Nothing is filed"),
    },
    "Counting": {"calendar": _("Calendar days"), "working": _("Working days")},
    "AnswerUnit": {"working_days": _("Working days"), "days": _("Calendar days"), "hours": _("Hours")},
    "Office": {
        "street": _("Street or township office"),
        "district": _("District office"),
        "city": _("City office"),
    },
    "Level": {"block": _("It blocks"), "warn": _("It warns"), "none": _("It is not asked")},
    "OnChange": {
        "keep": _("They stay under the set they were begun under"),
        "recheck": _("They are all judged anew by this set"),
        "no_refiling": _("What was filed stays good; drafts follow this set"),
    },
    "SupplyKind": {
        "consumable": _("Used up by people, every day"),
        "durable": _("Kept, not used up"),
        "area": _("Used up by floor area, every day"),
    },
    "ConditionKind": {
        "paper_due": _("A paper is handed in later"),
        "supplies_delivered": _("Supplies are delivered"),
    },
    "RiskFact": {
        "outside_city": _("Is outside the city"),
        "arrived": _("Has arrived from elsewhere"),
        "household_ill": _("Somebody at home is ill"),
        "isolation": _("Is in isolation"),
        "been_to_key_area": _("Has been to a key epidemic area"),
        "met_arrivals": _("Has met people from a key epidemic area"),
        "contact": _("Has been in contact with a case"),
        "in_key_area": _("Is in a key epidemic area"),
        "symptoms": _("Has symptoms"),
        "fever": _("Has a fever"),
    },
    "Factor": {
        "daily_life": _("Needed for daily life"),
        "many_posts": _("Many posts depend on it"),
        "staff_well": _("Its staff is well"),
        "measures": _("Its measures are in place"),
    },
    "SiteKind": SITES,
    "Section": SECTIONS,
    "Measure": MEASURES,
}


def part_title(key: str) -> str:
    return str(PARTS.get(key) or field_label("PolicyBody", key))


def field_label(model: str, name: str) -> str:
    """The field's name in words; one that has none yet is shown by its key."""
    return str(FIELDS.get(f"{model}.{name}") or FIELDS.get(name) or name.replace("_", " "))


def field_hint(model: str, name: str) -> str:
    return str(HINTS.get(f"{model}.{name}") or HINTS.get(name) or "")


def choice_label(choices: type[StrEnum], value: str) -> str:
    return str(CHOICES.get(choices.__name__, {}).get(value) or value)


def gate_label(kind: str) -> str:
    return str(GATES.get(kind) or kind)
