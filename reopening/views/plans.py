import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reopening.plan_templates import blanks
from reopening.queries import plan_texts
from reopening.views.access import visible_application
from reopening.wording import localise


@require_safe
def printed(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The plan as it will be printed, with what is still open in it."""
    application = visible_application(request, public_id)
    texts = plan_texts(application)
    asked = application.policy_set.rules.plan.sections_for(
        application.heads_on_site or 0, application.site_kind
    )
    context = {
        "application": application,
        "rows": [(localise(each.name.model_dump()), texts.get(each.key, "")) for each in asked],
        "blanks": [blank for each in asked for blank in blanks(texts.get(each.key, ""))],
    }
    return render(request, "reopening/sections/plan_print.html", context)
