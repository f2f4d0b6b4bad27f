"""What the editor calls the blocks of a paper's words, in plain words of the reader's language. No ORM."""

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.papers.filling import Pair
from core.papers.kinds import Wording

NAMES = {
    "title": gettext_lazy("Title"),
    "to": gettext_lazy("Salutation"),
    "opening": gettext_lazy("Opening"),
    "opening_on_commitment": gettext_lazy("Opening, where the firm opens on its commitment"),
    "points": gettext_lazy("Heading of the points"),
    "points_title": gettext_lazy("Heading of what is still to be done"),
    "daily_report": gettext_lazy("Duty to report every day"),
    "nil_report": gettext_lazy("Duty to report every day, also when there is nothing to report"),
    "closing": gettext_lazy("Closing"),
    "grounds_title": gettext_lazy("Heading of the grounds"),
    "appeal": gettext_lazy("Right of appeal, where there is one"),
    "commitment": gettext_lazy("Commitment"),
    "firm": gettext_lazy("Line with the firm"),
    "scan": gettext_lazy("Words beside the QR code"),
    "basis": gettext_lazy("Legal basis"),
    "contact": gettext_lazy("Whom to ask"),
    "footer": gettext_lazy("Note at the foot"),
    "statement": gettext_lazy("Statement"),
    "decision": gettext_lazy("Decision"),
    "decision_with_conditions": gettext_lazy("Decision that has conditions"),
    "headcount": gettext_lazy("Head-count limit"),
    "valid_between": gettext_lazy("Validity with a last day"),
    "valid_open": gettext_lazy("Validity without a last day"),
    "no_conditions": gettext_lazy("Where there are no conditions"),
    "condition": gettext_lazy("Condition with a day"),
    "condition_open": gettext_lazy("Condition without a day"),
    "notes": gettext_lazy("Note"),
}
# Blocks that are told apart by what they say as they ship.
SHOWN = {
    "label": gettext_lazy("Label"),
    "labels": gettext_lazy("Label"),
    "column": gettext_lazy("Heading of a column"),
    "sign": gettext_lazy("Line for a signature"),
}
CASES = {
    "filing": gettext_lazy("filing"),
    "approval": gettext_lazy("approval"),
    "commitment": gettext_lazy("commitment"),
    "supplies_delivered": gettext_lazy("goods to be delivered"),
    "paper_due": gettext_lazy("paper to be handed in"),
}


# What stands in the places of a layout.
PLACES = {
    "authority": gettext_lazy("Who issues it"),
    "title": gettext_lazy("Title"),
    "number": gettext_lazy("Number"),
    "body": gettext_lazy("All that the paper says, in its order"),
    "basis": gettext_lazy("Legal basis"),
    "contact": gettext_lazy("Whom to ask"),
    "issued": gettext_lazy("Who issued it and when, with room for a seal"),
    "footer": gettext_lazy("Note at the foot"),
    "statement": gettext_lazy("Statement"),
    "facts": gettext_lazy("Firm, head-count limit, term, decision and conditions, as a table"),
    "code": gettext_lazy("QR code and check address"),
    "notes": gettext_lazy("Notes of every side"),
}


def places_of_layout(kind: Wording) -> list[tuple[str, str]]:
    """Each place of a kind's layout, in braces, with what stands there."""
    return [(f"{{{place}}}", str(PLACES[place])) for place in kind.layout_places]


def block_name(kind: Wording, block: str) -> str:
    """`Closing`; `Label: Unit`; `Title: filing`; `Note: 2`."""
    group, _dot, case = block.partition(".")
    if group in SHOWN:
        return said(str(SHOWN[group]), in_reading(kind.shipped()[block]))
    if not case:
        return str(NAMES[block])
    return said(str(NAMES[group]), str(int(case) + 1) if case.isdecimal() else str(CASES[case]))


def said(name: str, case: str) -> str:
    return _("%(name)s: %(case)s") % {"name": name, "case": case}


def in_reading(pair: Pair) -> str:
    return pair["en"] if (get_language() or "").startswith("en") and pair["en"] else pair["zh"]
