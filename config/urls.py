from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from config.api import router

urlpatterns = [
    path("", include("core.urls")),
    path("", include("reopening.urls")),
    path("", include("approvals.urls")),
    path("supplies/", include("supplies.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("api/v1/", include((router.urls, "api"))),
    path("api/schema/", login_not_required(SpectacularAPIView.as_view()), name="schema"),
    path(
        "api/docs/",
        login_not_required(SpectacularSwaggerView.as_view(url_name="schema")),
        name="api-docs",
    ),
]

handler400 = "config.errors.bad_request"
handler404 = "config.errors.not_found"
