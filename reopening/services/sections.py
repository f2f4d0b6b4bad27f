"""Saving sections of an application: nobody's work is overwritten unseen, and nobody is in another's way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.background import enqueue
from core.errors import Stale
from core.models import User
from reopening.models import MORE_EXPOSED, Application, SectionSave
from reopening.policy.base import Section
from reopening.services.policies import policy_for
from reopening.services.screenings import screen_all
from reopening.transitions import APPLICATION

FIRM_SECTION = (
    "site_kind",
    "site_address",
    "area_m2",
    "firm_class",
    "class_evidence",
    "has_isolation_area",
    "division",
)
SCHEDULE_SECTION = ("opens_on", "heads_on_site", "exposed_heads")
EDITABLE_FIELDS = FIRM_SECTION + SCHEDULE_SECTION
NOT_EDITABLE = {field.name for field in Application._meta.fields} - set(EDITABLE_FIELDS)


@dataclass(frozen=True)
class Seen:
    """
    What a writer had seen: the revision of the section, or with `whole` that of the application.

    `page` names the page written from: its own earlier saves are never in its way.
    """

    revision: int
    page: str = ""
    whole: bool = False


@contextmanager
def editing(
    application: Application,
    *sections: Section,
    by: User,
    at: datetime,
    data: dict[str, Any],
    seen: Seen | None = None,
    note: str = "",
) -> Iterator[Application]:
    """
    The `edit` transition, guarded by what the person had seen: every section's save runs in it.

    :param seen: None writes over whatever stands
    :raises Stale: if somebody saved since
    """
    with APPLICATION.transition(application, "edit", by=by, at=at, note=note, data=data):
        if seen is not None:
            refuse_stale(application, sections, seen)
        yield application
        application.revision += 1
        for section in sections:
            stamp(application, section, by=by, at=at, page=seen.page if seen else "")
        if application.umbrella_id is not None:
            key = f"judge-tenant:{application.pk}:{application.revision}"
            enqueue("reopening.tasks.judge_tenant", unique=key, application_id=application.pk)


def refuse_stale(application: Application, sections: tuple[Section, ...], seen: Seen) -> None:
    """:raises Stale: if what `seen` names has moved on, unless by the same page"""
    if seen.whole:
        if seen.revision != application.revision:
            raise Stale
        return
    for save in SectionSave.objects.filter(application=application, section__in=sections):
        if save.revision != seen.revision and not (seen.page and save.page == seen.page):
            raise Stale


def stamp(application: Application, section: Section, *, by: User, at: datetime, page: str = "") -> None:
    """Note that the section was saved. The application's row is locked by the caller."""
    save = SectionSave.objects.filter(application=application, section=section.value).first()
    save = save or SectionSave(application=application, section=section.value, revision=0)
    save.revision += 1
    save.page, save.saved_at, save.saved_by = page, at, by
    save.save()


def revision_of(application: Application, section: Section) -> int:
    """0 before the first save."""
    rows = SectionSave.objects.filter(application=application, section=section.value)
    return rows.values_list("revision", flat=True).first() or 0


def edit(
    *, application: Application, changes: dict[str, Any], by: User, at: datetime, seen: Seen | None = None
) -> Application:
    """
    Save answers that are fields of the application, complete or not.

    :param changes: values of `EDITABLE_FIELDS`
    :raises Stale: if somebody saved since
    :raises ValidationError: by field
    """
    unknown = set(changes) - set(EDITABLE_FIELDS)
    if unknown:
        raise ValueError(unknown)
    touched = [
        section
        for section, fields in ((Section.FIRM, FIRM_SECTION), (Section.SCHEDULE, SCHEDULE_SECTION))
        if set(fields) & set(changes)
    ]
    with editing(application, *touched, by=by, at=at, seen=seen, data={"fields": sorted(changes)}):
        keep_place(application, changes)
        moves = "division" in changes and changes["division"].pk != application.division_id
        for field, value in changes.items():
            setattr(application, field, value)
        if moves:
            follow_policy(application, at)
        check_class(application)
        application.clean_fields(exclude=NOT_EDITABLE)
        check_exposed(application)
    return application


def check_exposed(application: Application) -> None:
    """:raises ValidationError: if more people hold exposed posts than are on site"""
    heads, exposed = application.heads_on_site, application.exposed_heads
    if heads is not None and exposed is not None and exposed > heads:
        raise ValidationError({"exposed_heads": MORE_EXPOSED})


def follow_policy(application: Application, at: datetime) -> None:
    """Another place has rules of its own, today's: people of the roster get the classes of its table."""
    before = application.policy_set.rules.screening
    application.policy_set, application.earlier_policy_set = policy_for(application.division, at), None
    table = application.policy_set.rules.screening
    if table != before:
        screen_all(application, table, at)


def keep_place(application: Application, changes: dict[str, Any]) -> None:
    """:raises ValidationError: if an amendment would move to the district of another office"""
    division = changes.get("division")
    if application.amends_id and division is not None and division.pk != application.division_id:
        raise ValidationError(
            {
                "division": _(
                    "An amendment stays at its place. For another place, please start a new application."
                )
            }
        )


def check_class(application: Application) -> None:
    """:raises ValidationError: if the class of firm is not one of the policy's"""
    chosen = application.firm_class
    if chosen and application.policy_set.rules.firm_class(chosen) is None:
        raise ValidationError({"firm_class": _("Please choose one of the classes listed.")})
