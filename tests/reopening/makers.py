"""People who declare: a draft with a link, and codes in their hands."""

from django.utils import timezone

from core.background import run_waiting
from core.dates import shanghai_day
from reopening.consents import consent_on
from reopening.models import Application, DeclarationLink, StaffMember
from reopening.screening import Answers
from reopening.services import declarations, links, slips
from tests.factories import ready_application

CONSENT = consent_on(shanghai_day(timezone.now())).version
# Everything answered "no", from within the city, as the phone sends it.
WELL = {
    "consent": CONSENT,
    "in_city": "yes",
    "key_area": "no",
    "contact": "no",
    "household_ill": "no",
    "symptoms": "no",
    "isolated": "no",
}


def linked(applicant, *, codes: bool = True, **fields) -> tuple[Application, DeclarationLink]:
    """The applicant's ready draft, its link open, its people with codes."""
    firm = applicant.firms.get()
    draft = ready_application(firm, **fields)
    link = links.open_link(application=draft, by=applicant, at=timezone.now())
    if codes:
        slips.make(application=draft, by=applicant, at=timezone.now())
        run_waiting()
    return draft, DeclarationLink.objects.get(pk=link.pk)


def declared(member: StaffMember, at=None, **said) -> StaffMember:
    """The person has declared, well unless `said` otherwise."""
    at = at or timezone.now()
    answers = Answers(declared_on=shanghai_day(at), here="杭州市", **said)
    return declarations.declare(member=member, answers=answers, consent=CONSENT, at=at)
