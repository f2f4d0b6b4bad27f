from django.urls import path

from core.views import audit, health, home, inbox, jobs, people

app_name = "core"
urlpatterns = [
    path("", home.home, name="home"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read-all/", inbox.read_all, name="inbox-read-all"),
    path("inbox/<int:pk>/read/", inbox.read, name="inbox-read"),
    path("jobs/<uuid:pk>/", jobs.job, name="job"),
    path("jobs/failed/", jobs.failed, name="failed-jobs"),
    path("jobs/<uuid:pk>/retry/", jobs.retry, name="retry-job"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/dismiss/", people.dismiss, name="dismiss"),
    path("audit/", audit.trail, name="audit"),
    path("healthz", health.live, name="live"),
    path("readyz", health.ready, name="ready"),
]
