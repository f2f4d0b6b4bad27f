"""Who may be asked about a case, who may be called to it, and what waits for an adviser."""

from typing import Any

from django.db.models import QuerySet

from approvals.models import CasePart, Question, QuestionStatus
from approvals.queries import cases
from core.models import Role, User
from reopening.findings import Finding, FindingLevel
from reopening.models import Application, Mandate
from reopening.models.applications import OFFICIALS_WHO_SEE_CASES
from reopening.wording import localise

ADVISERS = (Role.EXPERT, Role.INSTRUCTOR)
ORDER = ("due_at", "pk")


def people_of(application: Application, roles: tuple[Role, ...]) -> QuerySet[User]:
    """People with one of the roles at the place or above it, who neither belong to the firm nor filed for it."""
    code = application.division_code
    above = [code[:length] for length in (2, 4, 6, 9) if length <= len(code)]
    holders = Mandate.objects.filter(firm=application.firm_id, holder__isnull=False).values("holder")
    rows = User.objects.filter(
        is_active=True, appointments__role__in=roles, appointments__division_id__in=["00", *above]
    )
    others = rows.exclude(pk__in=application.firm.members.values("pk")).exclude(pk__in=holders)
    return others.distinct().order_by("name", "pk")


def may_be_asked(application: Application) -> QuerySet[User]:
    return people_of(application, ADVISERS)


def officials_of(application: Application) -> QuerySet[User]:
    """Who may be called to the case by `@`: officials of the place who see it."""
    return people_of(application, OFFICIALS_WHO_SEE_CASES)


def questions_of(application: Application) -> QuerySet[Question]:
    """Newest first."""
    rows = Question.objects.filter(application=application)
    return rows.select_related("person", "asked_by").order_by("-pk")


def questions_for(user: User) -> QuerySet[Question]:
    """What waits for the person's answer."""
    return Question.objects.filter(person=user, status=QuestionStatus.OPEN)


def parts_shown(question: Question) -> dict[str, Any]:
    """Of the case only what the question asks about, from the frozen submission."""
    application, wanted = question.application, set(question.parts)
    snapshot = application.snapshot or {}
    findings = [Finding.from_json(stored) for stored in snapshot.get("findings", [])]
    written = snapshot.get("plan", {})
    sections = application.policy_set.rules.plan.sections
    plan = [(localise(each.name.both), written[each.key]) for each in sections if written.get(each.key)]
    return {
        "findings": [each for each in findings if each.level != FindingLevel.PASS]
        if CasePart.FINDINGS in wanted
        else None,
        "classes": cases.staff_classes(application) if CasePart.STAFF in wanted else None,
        "goods": cases.goods(application) if CasePart.SUPPLIES in wanted else None,
        "plan": plan if CasePart.PLAN in wanted else None,
    }
