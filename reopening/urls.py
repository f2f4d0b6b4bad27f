from django.urls import URLPattern

app_name = "reopening"
urlpatterns: list[URLPattern] = []
