from django.http import HttpResponse
from django.urls import path
app_name = "approvals"
urlpatterns = [path(r, lambda *a, **k: HttpResponse(), name=n) for r, n in (
 ("verify/<str:x>/", "verify"), ("certificates/<uuid:x>/", "certificate"), ("queue/", "queue"), ("batches/", "batches"), ("certificates/", "certificates"))]
