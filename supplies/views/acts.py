"""The page of one act on a record: a form, and the service that is called with what was sent."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from core.forms import refusals_in
from supplies.views.access import person


def act_page(request: HttpRequest, record: Any, form: Any, act: Any, **words: Any) -> HttpResponse:
    """
    :param act: a service that takes the record by the name of its model, and the fields of the form
    :param words: of the page; one that says `effects` asks for a confirmation
    """
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            named = {record._meta.model_name: record}
            act(**named, **form.cleaned_data, by=person(request), at=timezone.now())
            return redirect(record)
    context = {"form": form, "back_url": record.get_absolute_url(), "back_label": record.number} | words
    template = "_components/confirm.html" if "effects" in words else "supplies/form.html"
    return render(request, template, context, status=422 if form.errors else 200)
