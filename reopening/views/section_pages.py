"""What makes each section's page its own: its form, its service, and what its typed values mean as facts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BaseForm
from django.utils import timezone

from core.dates import shanghai_day
from core.models import User
from reopening.forms.inventory import InventoryForm
from reopening.forms.posts import PostsForm
from reopening.forms.sections import FirmSectionForm, PlanForm, ScheduleSectionForm
from reopening.forms.shifts import ShiftsForm
from reopening.holders import holders_of
from reopening.models import Application
from reopening.naming import naming
from reopening.plan_drafts import drafts_of
from reopening.plan_templates import blanks
from reopening.policy.base import Section
from reopening.queries import inventory_of, plan_texts, shifts_of
from reopening.services import posts, preparations, shifts
from reopening.services.sections import edit
from reopening.views.papers import item_rows

Data = Any


@dataclass(frozen=True)
class SectionPage:
    """
    One section: how its form is made for a reader, how its service saves it, and what its typed values mean as facts.

    :param typed: the facts of a form that was filled, saved or not
    :param beside: what the page shows besides its form
    :param names_people: under a mandate it opens only after the look is noted
    """

    key: Section
    form: Callable[[Application, Data, User], BaseForm]
    save: Callable[[Application, Any, User, datetime], Application]
    typed: Callable[[Any], dict[str, Any]]
    beside: Callable[[Application], dict[str, Any]] = lambda application: {}
    names_people: bool = False

    def is_asked(self, application: Application) -> bool:
        """Whether the policy asks such a firm for this section at all."""
        policy, heads = application.policy_set.rules, application.heads_on_site or 0
        if self.key == Section.POSTS:
            return bool(policy.posts_for(heads, application.site_kind, application.firm.industry_code))
        return self.key != Section.SHIFTS or policy.asks_shifts(heads)


def save_fields(application: Application, form: Any, by: User, at: datetime) -> Application:
    # The form has written on its own copy; the service judges the changes on the locked row.
    stored = Application.objects.select_related("firm", "policy_set").get(pk=application.pk)
    return edit(application=stored, changes=form.typed(), by=by, at=at, seen=form.seen())


def inventory_form(application: Application, data: Data, reader: User) -> InventoryForm:
    return InventoryForm(data, application=application, initial=inventory_of(application))


def save_inventory(application: Application, form: Any, by: User, at: datetime) -> Application:
    return preparations.save_inventory(
        application=application, quantities=form.quantities(), by=by, at=at, seen=form.seen()
    )


def plan_form(application: Application, data: Data, reader: User) -> PlanForm:
    return PlanForm(
        data, application=application, initial=plan_texts(application), drafts=drafts_of(application)
    )


def save_plan(application: Application, form: Any, by: User, at: datetime) -> Application:
    return preparations.save_plan(application=application, texts=form.texts(), by=by, at=at, seen=form.seen())


def typed_plan(form: Any) -> dict[str, Any]:
    texts = form.typed()
    return {
        "plan": {key: len(text) for key, text in texts.items()},
        "plan_blanks": {key: found for key, text in texts.items() if (found := blanks(text))},
    }


def posts_form(application: Application, data: Data, reader: User) -> PostsForm:
    on = application.opens_on or shanghai_day(timezone.now())
    return PostsForm(
        data,
        application=application,
        holders=holders_of(application, on),
        on=on,
        named=naming(reader, application),
    )


def save_posts(application: Application, form: Any, by: User, at: datetime) -> Application:
    return posts.save_posts(application=application, holdings=form.holdings(), by=by, at=at, seen=form.seen())


def shifts_form(application: Application, data: Data, reader: User) -> ShiftsForm:
    return ShiftsForm(data, application=application, shifts=shifts_of(application))


def save_shifts(application: Application, form: Any, by: User, at: datetime) -> Application:
    return shifts.save_shifts(
        application=application,
        shifts=form.shifts(),
        entrances=form.cleaned_data.get("entrances"),
        by=by,
        at=at,
        seen=form.seen(),
    )


def typed_shifts(form: Any) -> dict[str, Any]:
    rows = form.facts()
    return {
        "shifts": rows,
        "entrances": form.cleaned_data.get("entrances") or 1,
        "has_shifts": bool(rows),
    }


PAGES = {
    page.key.value: page
    for page in (
        SectionPage(
            Section.FIRM,
            lambda row, data, reader: FirmSectionForm(data, application=row),
            save_fields,
            lambda form: {},
        ),
        SectionPage(
            Section.SCHEDULE,
            lambda row, data, reader: ScheduleSectionForm(data, application=row),
            save_fields,
            lambda form: {},
        ),
        SectionPage(
            Section.POSTS,
            posts_form,
            save_posts,
            lambda form: {"posts": form.seats()},
            names_people=True,
        ),
        SectionPage(Section.SHIFTS, shifts_form, save_shifts, typed_shifts),
        SectionPage(
            Section.INVENTORY,
            inventory_form,
            save_inventory,
            lambda form: {"inventory": form.quantities()},
            lambda application: {"photos": item_rows(application)},
        ),
        SectionPage(Section.PLAN, plan_form, save_plan, typed_plan),
    )
}
