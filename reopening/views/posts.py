"""Safety posts: looking for people of the firm's own roster."""

import uuid

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from reopening.forms.posts import PersonField
from reopening.naming import naming
from reopening.views.access import person
from reopening.views.mandates import look_first
from reopening.views.sections import editable_application


@require_POST
def people(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """
    While typing a name: who of the roster may be meant. Posted, so that no name stands in an address or a log.
    """
    application = editable_application(request, public_id)
    if first := look_first(request, application, to="posts"):
        return first
    field = PersonField(application=application, named=naming(person(request), application), required=False)
    text = str(next((value for name, value in request.POST.items() if name.startswith("add_")), ""))
    context: dict[str, object] = {"told": "", "refusal": "", "suggestions": field.suggestions(text)}
    if text.strip() and not context["suggestions"]:
        try:
            field.clean(text)
        except ValidationError as error:
            context["refusal"] = error.messages[0]
    return render(request, "_components/field_check.html", context)
