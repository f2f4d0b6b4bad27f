from django.urls import path

from core.views import audit, exports, health, home, inbox, jobs, paper_templates, papers, people

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
    path("papers/templates/", paper_templates.index, name="templates"),
    path("papers/templates/<slug:key>/", paper_templates.versions, name="template-versions"),
    path("papers/templates/<slug:key>/draft/", paper_templates.edit, name="template-draft"),
    path("papers/templates/<slug:key>/draft/publish/", paper_templates.publish, name="template-publish"),
    path("papers/templates/<slug:key>/draft/discard/", paper_templates.discard, name="template-discard"),
    path("papers/samples/<uuid:public_id>/", paper_templates.sample, name="template-sample"),
    path("papers/samples/<uuid:public_id>/draw/", paper_templates.draw_sample, name="template-draw-sample"),
    path("papers/<slug:key>/<uuid:subject>/", papers.paper, name="paper"),
    path("papers/<slug:key>/<uuid:subject>/<int:issue>.pdf", papers.file, name="paper-file"),
    path("exports/", exports.index, name="exports"),
    path("exports/new/", exports.ask, name="export-ask"),
    path("exports/<uuid:public_id>/", exports.detail, name="export"),
    path("exports/<uuid:public_id>/consent/", exports.consent, name="export-consent"),
    path("exports/<uuid:public_id>/decline/", exports.decline, name="export-decline"),
    path("exports/<uuid:public_id>/download/", exports.download, name="export-download"),
    path("healthz", health.live, name="live"),
    path("readyz", health.ready, name="ready"),
]
