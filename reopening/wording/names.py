"""Names of things that findings and screenings speak of: kinds of site, sections, measures, causes."""

from django.utils.translation import gettext_lazy as _

from reopening.wording.sentences import Sentence

# What a copy leaves behind, and why.
LEFT_OUT: dict[str, Sentence] = {
    "opening_day": _("The opening day: please choose a new one."),
    "commitment": _("The commitment: it is accepted anew when you submit."),
    "firm_class": _("The class of firm: the policy in force today has other classes."),
    "supplies": _("Goods that the policy in force today does not ask about."),
}

SITES: dict[str, Sentence] = {
    "factory": _("Factory or workshop"),
    "office": _("Office building"),
    "shop": _("Shop or restaurant"),
    "construction": _("Construction site"),
}
SECTIONS: dict[str, Sentence] = {
    "firm": _("Firm and site"),
    "schedule": _("Date and head count"),
    "roster": _("Staff and screening"),
    "posts": _("Safety posts"),
    "shifts": _("Shifts"),
    "inventory": _("Supplies"),
    "plan": _("Prevention plan"),
    "documents": _("Documents"),
    "commitment": _("Commitment and submission"),
}
MEASURES: dict[str, Sentence] = {
    "may_work": _("May work"),
    "health_education": _("Health advice; declare again after arrival"),
    "home_observation": _("Observation at home"),
    "central_observation": _("Observation at a central place"),
    "dissuade": _("Asked not to travel for now"),
    "clinic": _("Fever clinic"),
}
ADVICE: dict[str, Sentence] = {
    "may_work": _("You may work. Please wear a mask and look after yourself."),
    "health_education": _("Please stay where you are for now, and declare again as soon as you are back."),
    "home_observation": _(
        "Please stay at home, take your temperature twice a day, and tell your firm and your community at once "
        "if you feel ill."
    ),
    "central_observation": _(
        "Please stay where you are. Your firm and your community arrange where you are looked after."
    ),
    "dissuade": _("Please do not travel for now. Your firm tells you when you may come."),
    "clinic": _(
        "Please put on a mask and go to a fever clinic, not by public transport, and tell your firm at once."
    ),
}
CAUSES: dict[str, Sentence] = {
    "nothing": _("No risk was declared."),
    "outside_city": _("Is outside the city now."),
    "arrived": _("Arrived in the city on %(said_on)s."),
    "household_ill": _("Somebody in the household is ill."),
    "isolation": _("Is isolated until %(said_on)s."),
    "been_to_key_area": _("Was in a key epidemic area until %(said_on)s."),
    "met_arrivals": _("Met people from a key epidemic area on %(said_on)s."),
    "contact": _("Had contact with a case on %(said_on)s."),
    "in_key_area": _("Is in a key epidemic area now."),
    "symptoms": _("Has a fever, a cough or other symptoms."),
    "fever": _("Has a temperature of %(temperature)s °C."),
}
