"""What the firm reads of its review: steps passed or done again, visits, late answers. Never who, nor any note."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import Step
from core.models import AuditEvent, Division
from reopening.models import Application
from reopening.timeline import TimelineEvent
from reopening.wording import localise

TITLES: dict[str, Promise] = {
    "step.complete": gettext_lazy("Checked and in order: %(step)s"),
    "step.fail": gettext_lazy("Checked, with points to mend: %(step)s"),
    "step.skip": gettext_lazy("Not needed for you: %(step)s"),
    "step.reopen": gettext_lazy("Looked at once more: %(step)s"),
}
VISITS: dict[str, Promise] = {
    "visit.arrange": gettext_lazy("A check of your site was arranged for %(day)s"),
    "visit.call_off": gettext_lazy("The check of your site does not take place"),
    "visit.pass_site": gettext_lazy("Your site was checked: all in order"),
    "visit.object_to_site": gettext_lazy("Your site was checked: something is to be mended"),
}


def events(application: Application) -> Iterator[TimelineEvent]:
    """In three queries; one more of the steps where the case has none."""
    yield from of_steps(application)
    yield from of_visits(application)
    yield from of_appeals(application)


def of_appeals(application: Application) -> Iterator[TimelineEvent]:
    """An appeal whose answer was late, and who answers it now."""
    for appeal in application.appeals.exclude(escalated_to=""):
        if appeal.escalated_at is None:
            continue
        office = str(Division.objects.get(pk=appeal.escalated_to))
        words = _("The answer to your appeal is late: %(office)s answers now") % {"office": office}
        yield TimelineEvent(words, appeal.escalated_at, "", "")


def of_steps(application: Application) -> Iterator[TimelineEvent]:
    names = {str(step.pk): localise(step.name) for step in application.steps.all()}
    rows = AuditEvent.objects.filter(
        subject_type=Step._meta.label_lower, subject_id__in=names, verb__in=TITLES
    )
    for event in rows:
        yield TimelineEvent(TITLES[event.verb] % {"step": names[event.subject_id]}, event.at, "", "")


def of_visits(application: Application) -> Iterator[TimelineEvent]:
    """They are told of on the case itself."""
    rows = AuditEvent.objects.filter(
        subject_type=Application._meta.label_lower, subject_id=str(application.pk), verb__in=VISITS
    )
    for event in rows:
        day = str(event.data.get("day") or _("a day to come"))
        yield TimelineEvent(VISITS[event.verb] % {"day": day}, event.at, "", "")
