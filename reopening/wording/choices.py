"""The names of what can be chosen in a policy set, by the schema's own lists."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reopening.wording.names import MEASURES, SECTIONS, SITES

Words = Promise | str

CHOICES: dict[str, dict[str, Words]] = {
    "Mode": {
        "approval": pgettext_lazy("kind of procedure", "Approval"),
        "filing": pgettext_lazy("kind of procedure", "Filing"),
        "commitment": pgettext_lazy("kind of procedure", "Commitment"),
        "none": _("Nothing is filed"),
    },
    "UmbrellaSite": {
        "mall": _("Mall or market"),
        "park": _("Industrial park"),
        "building": _("Office building"),
    },
    "ListOf": {
        "own": _("The papers of this set"),
        "province": _("The papers of each province's own set"),
    },
    "Counting": {"calendar": _("Calendar days"), "working": _("Working days")},
    "AnswerUnit": {"working_days": _("Working days"), "days": _("Calendar days"), "hours": _("Hours")},
    "Office": {
        "street": _("Street or township office"),
        "district": _("District office"),
        "city": _("City office"),
    },
    "Level": {"block": _("It blocks"), "warn": _("It warns"), "none": _("It is not asked")},
    "Change": {
        "add_staff": _("Add staff"),
        "new_day": _("Another opening day"),
        "more_heads": _("More people on site"),
        "other": _("Something else"),
    },
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
    "WhenOverdue": {
        "warn": _("Mark it and tell the office"),
        "stop": _("Stop the firm until it is met"),
        "lapse": _("The approval ends"),
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
    "CaseFlag": {
        "people_held": _("People who must stay away"),
        "short": _("Too few masks"),
        "points_to_note": _("Points to note"),
        "negative_list": _("A trade that opens on its promise"),
    },
    "StepBy": {
        "officer": _("The officer of the case"),
        "reviewer": _("A reviewer of the office"),
        "inspector": _("A site inspector of the office"),
        "instructor": _("A health instructor of the office"),
    },
    "StepKind": {
        "desk": _("At the desk"),
        "site": _("On the site"),
        "video": _("By video call"),
    },
    "SiteKind": SITES,
    "Section": SECTIONS,
    "Measure": MEASURES,
}


def choice_label(choices: type[StrEnum], value: str) -> str:
    return str(CHOICES.get(choices.__name__, {}).get(value) or value)
