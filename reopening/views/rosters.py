"""The roster: who is on it, in which class and why; people added and corrected one by one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import paging
from core.dates import shanghai_day
from core.errors import Stale
from core.forms import refusals_in
from reopening import wording
from reopening.corrections import never_corrected
from reopening.elsewhere import keys_among
from reopening.forms.rosters import FindForm, PersonForm, UploadForm
from reopening.id_kinds import kind_of, mask_id, other_kind
from reopening.identities import mask_mobile
from reopening.models import Application, RosterUpload, StaffMember
from reopening.naming import Naming, naming
from reopening.permissions import is_firm_member
from reopening.roster_search import found_on_roster
from reopening.screening import needs_new_words
from reopening.services import imports, rosters, staff
from reopening.table_files.refusals import file_sentence
from reopening.templatetags.wording import clears
from reopening.views import form_drafts
from reopening.views.access import own_application, person, posted
from reopening.views.mandates import look_first
from reopening.views.panels import panel_for
from reopening.views.sections import editable_application
from reopening.views.stale import saved_meanwhile

PAGE = 50


@dataclass(frozen=True)
class PersonRow:
    """One person as listed: named as the reader may, numbers masked, with the class, what follows, and why."""

    member: StaffMember
    name: str
    class_name: str
    may_work: bool
    is_elsewhere: bool = False  # another firm that has filed lists the person too

    @property
    def resident_id(self) -> str:
        return mask_id(self.member.resident_id)

    @property
    def id_kind(self) -> str:
        """Of the document, where it is no resident ID."""
        return other_kind(kind_of(self.member.resident_id))

    @property
    def id_document(self) -> str:
        return f"{self.resident_id} {self.id_kind}".strip()

    @property
    def mobile(self) -> str:
        return mask_mobile(self.member.mobile) if self.member.mobile else ""

    @property
    def measure(self) -> str:
        return wording.measure(self.member.measure)

    @property
    def advice(self) -> str:
        """What the person is asked to do."""
        return wording.advice(self.member.measure)

    @property
    def clears(self) -> str:
        """When what follows ends."""
        return clears(self.member)

    @property
    def needs_new_words(self) -> bool:
        """Whether the person may work only after a new declaration."""
        return self.member.clear_on is None or needs_new_words(self.member.cause.get("rule", ""))

    @property
    def cause(self) -> str:
        return cause_of(self.member.cause)


def cause_of(said: dict[str, Any]) -> str:
    """The answer behind a class, in words."""
    if not said:
        return ""
    said_on = date.fromisoformat(said["said_on"]) if said.get("said_on") else None
    return wording.cause(said["rule"], said_on, said.get("temperature", ""))


@require_safe
def roster(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Counts by class, people a page at a time, the last file and what it said."""
    application, at = own_application(request, public_id), timezone.now()
    if first := look_first(request, application):
        return first
    panel = panel_for(application, at)
    chosen, find_form = request.GET.get("class", ""), FindForm(request.GET)
    words, elsewhere = find_form.words(), "elsewhere" in request.GET
    people = found_on_roster(application, words=words, class_code=chosen, elsewhere=elsewhere)
    page = paging.keyset(people, order=("pk",), cursor=request.GET.get("cursor", ""), limit=PAGE)
    classes = {each.key: each for each in panel.policy.screening.classes}
    named = naming(person(request), application)
    shared = set(keys_among(application, page.rows)) if application.people_elsewhere else set()
    upload, *earlier = rosters.files_of(application)
    left = never_corrected(application, [each for each in (upload, *earlier) if each and each.refused_cells])
    context = {
        "application": application,
        "is_own": is_firm_member(person(request), application),
        "title": wording.section("roster"),
        "panel": panel,
        "findings": panel.of("roster"),
        "page": page,
        "rows": [row_of(member, classes, named, member.pk in shared) for member in page.rows],
        "classes": class_chips(panel.staff_by_class, classes),
        "chosen": chosen,
        "elsewhere": elsewhere,
        "find_form": find_form,
        "words": words,
        "upload": upload,
        "came_in": upload.rows_refused - len(left[upload.pk]) if upload and upload.pk in left else 0,
        "earlier": [(each, len(left[each.pk])) for each in earlier if each and left[each.pk]],
        "refusal": refusal_of(upload) if upload else "",
        "upload_form": UploadForm(),
    }
    return render(request, "reopening/rosters/roster.html", context)


def refusal_of(row: RosterUpload) -> str:
    """Why the file as a whole was not read (further); empty when it was."""
    if not row.refusal:
        return ""
    if row.refusal["code"] == imports.MovedOn.code:
        return str(imports.MovedOn.message)
    return str(file_sentence(row.refusal["code"], row.refusal["params"]))


def row_of(
    member: StaffMember, classes: dict[str, Any], named: Naming, is_elsewhere: bool = False
) -> PersonRow:
    found = classes.get(member.class_code)
    class_name = wording.localise(found.name.model_dump()) if found else ""
    may_work = bool(found and found.may_work)
    return PersonRow(member, named(member.name), class_name, may_work, is_elsewhere)


def class_chips(people: dict[str, int], classes: dict[str, Any]) -> list[dict[str, Any]]:
    """
    Each class with people in it: its key, its name and how many.

    :param classes: by key, in the order of the policy
    """
    keys = list(classes)
    known = [key for key in keys if key in people]
    return [
        {
            "key": key,
            "name": wording.localise(classes[key].name.model_dump()) if key in classes else "",
            "may_work": key in classes and classes[key].may_work,
            "people": people[key],
        }
        for key in [
            *known,
            *sorted(set(filter(None, people)) - set(keys)),
        ]  # without those who have not declared
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application, at = editable_application(request, public_id), timezone.now()
    form = PersonForm(posted(request), today=shanghai_day(at))
    if kept := form_drafts.answer(request, form, at):
        return kept
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            member = staff.add(
                application=application,
                person=form.person_fields(),
                answers=form.answers(),
                by=person(request),
                at=at,
            )
            messages.success(request, result_of(member, naming(person(request), application)))
        if form.is_valid():
            form_drafts.sent(request)
            again = "again" in request.POST
            return redirect("reopening:roster-add" if again else "reopening:roster", public_id)
    return person_page(request, application, form, _("Add a person"), at)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_person(request: HttpRequest, public_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    application, at = editable_application(request, public_id), timezone.now()
    if first := look_first(request, application):
        return first
    member = get_object_or_404(application.staff.all(), public_id=person_id)
    member.application = application
    form = PersonForm(posted(request), today=shanghai_day(at), person=member)
    if kept := form_drafts.answer(request, form, at):
        return kept
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            try:
                correct(request, member, form, at)
            except Stale:
                now = PersonForm(today=shanghai_day(at), person=StaffMember.objects.get(pk=member.pk))
                theirs = saved_meanwhile(now, form, guard="seen")
                raise
            messages.success(request, result_of(member, naming(person(request), application)))
        if form.is_valid():
            form_drafts.sent(request)
            return redirect("reopening:roster", public_id)
    title = naming(person(request), application)(member.name)
    return person_page(request, application, form, title, at, member=member, theirs=theirs)


def correct(request: HttpRequest, member: StaffMember, form: PersonForm, at: datetime) -> None:
    staff.edit(
        member=member,
        person=form.person_fields(),
        answers=form.answers(),
        by=person(request),
        at=at,
        reason=form.cleaned_data["reason"],
        seen=form.seen_at(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def remove_person(request: HttpRequest, public_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    application = editable_application(request, public_id)
    if first := look_first(request, application):
        return first
    member = get_object_or_404(application.staff.all(), public_id=person_id)
    member.application = application
    if request.method == "POST":
        staff.remove(member=member, by=person(request), at=timezone.now())
        messages.success(request, _("The person has been taken off the roster."))
        return redirect("reopening:roster", public_id)
    context = {
        "title": _("Take %(name)s off the roster?")
        % {"name": naming(person(request), application)(member.name)},
        "effects": [_("The person's answers are deleted."), _("You can add the person again at any time.")],
        "button": _("Take off"),
        "danger": True,
        "back_url": reverse("reopening:roster", args=[public_id]),
        "back_label": wording.section("roster"),
    }
    return render(request, "_components/confirm.html", context)


def result_of(member: StaffMember, named: Naming) -> str:
    """What the screening says, told at once."""
    classes = {each.key: each for each in member.application.policy_set.rules.screening.classes}
    row = row_of(member, classes, named)
    return _("%(name)s: class %(class)s. %(measure)s. %(cause)s") % {
        "name": row.name,
        "class": member.class_code,
        "measure": row.measure,
        "cause": row.cause,
    }


def person_page(
    request: HttpRequest,
    application: Application,
    form: PersonForm,
    title: str,
    at: datetime,
    *,
    member: StaffMember | None = None,
    theirs: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    context = {"application": application, "form": form, "title": title, "member": member, "theirs": theirs}
    context["kept_at"] = form_drafts.restored(request, form, at)
    return render(request, "reopening/rosters/person.html", context, status=422 if form.errors else 200)
