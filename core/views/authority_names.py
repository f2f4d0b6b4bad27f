"""What authorities are called on papers, for the administrators of their divisions."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from core.forms import refusals_in
from core.models import AuthorityName, Division, Role, User
from core.paging import keyset
from core.papers.authorities import authority_name, covering
from core.permissions import in_jurisdiction
from core.place_fields import PlaceField
from core.services import authority_names
from core.views.people import administrator

HISTORY_SHOWN = 50


class ChooseForm(forms.Form):
    """A division that the person administers."""

    division = PlaceField(label=_("Division"))

    def __init__(self, *args: Any, user: User) -> None:
        super().__init__(*args)
        cast("PlaceField", self.fields["division"]).within = user.role_prefixes(Role.ADMINISTRATOR)


class NameForm(forms.Form):
    """Both languages, or nothing."""

    zh = forms.CharField(
        label=_("Name in Chinese"),
        max_length=120,
        required=False,
        help_text=_(
            "Left empty in both languages: as the division above is called, or by the name of the place."
        ),
    )
    en = forms.CharField(label=_("Name in English"), max_length=200, required=False)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The names in force in the administrator's divisions; a form opens the page of one division."""
    user = administrator(request)
    form = ChooseForm(request.GET if "division" in request.GET else None, user=user)
    if form.is_valid():
        return redirect("core:authority", form.cleaned_data["division"].pk)
    rows = AuthorityName.objects.visible_to(user).in_force().select_related("division", "written_by")
    page = keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=50)
    status = 422 if form.errors else 200
    return render(request, "core/authority_names/list.html", {"page": page, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def division(request: HttpRequest, code: str) -> HttpResponse:
    """What papers of a division say now, and all that they said before; POST writes another name."""
    user = administrator(request)
    place = Division.objects.filter(pk=code).first()
    if place is None or not in_jurisdiction(user, Role.ADMINISTRATOR, place.pk):
        raise Http404
    rows = AuthorityName.objects.filter(division=place).select_related("written_by").order_by("-pk")
    history = list(rows[:HISTORY_SHOWN])
    written = {"zh": history[0].name, "en": history[0].name_en} if history else {}
    form = NameForm(request.POST or None, initial=written)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            authority_names.write(division=place, **form.cleaned_data, by=user, at=timezone.now())
            messages.success(request, _("Papers made from now on say so."))
            return redirect("core:authority", place.pk)
    context = {
        "place": place,
        "now": authority_name(place.pk),
        "above": name_above(place),
        "is_own": bool(written.get("zh")),
        "form": form,
        "history": history,
    }
    return render(request, "core/authority_names/division.html", context, status=422 if form.errors else 200)


def name_above(place: Division) -> AuthorityName | None:
    """The name that the place has from above, where it has none of its own."""
    rows = AuthorityName.objects.in_force().filter(division__in=covering(place.pk)[:-1])
    return rows.select_related("division").order_by("-division_id").first()
