from django.urls import path

from core.views import audit, health, home, inbox, jobs

app_name = "core"
urlpatterns = [
    path("", home.home, name="home"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read-all/", inbox.read_all, name="inbox-read-all"),
    path("inbox/<int:pk>/read/", inbox.read, name="inbox-read"),
    path("jobs/<uuid:pk>/", jobs.job, name="job"),
    path("audit/", audit.trail, name="audit"),
    path("healthz", health.live, name="live"),
    path("readyz", health.ready, name="ready"),
]
