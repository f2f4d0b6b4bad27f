from django.urls import path

from core.views import health

app_name = "core"
urlpatterns = [
    path("healthz", health.live, name="live"),
    path("readyz", health.ready, name="ready"),
]
