"""Pages in this process, each looked at before it is timed; and a plain one to stand beside them."""

from django.contrib.auth.decorators import login_not_required
from django.test import Client
from django.urls import clear_url_caches, path
from rest_framework import serializers
from rest_framework.generics import RetrieveAPIView
from rest_framework.permissions import AllowAny

from benchmarks.baselines import PlainCase
from benchmarks.measuring import Act
from config import urls


def visitor() -> Client:
    return Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")


def page(client: Client, address: str, marker: str) -> Act:
    """An act that fetches the page; every answer must be a whole one, and say `marker` before anything is timed."""
    said = client.get(address).content.decode()
    assert marker in said, f"{address} says:\n{said[:2_000]}"

    def act() -> None:
        response = client.get(address)
        assert response.status_code == 200, response.status_code

    return act


class PlainCaseSerializer(serializers.ModelSerializer):
    class Meta:
        model = PlainCase
        fields = ["number", "status"]


@login_not_required
class OneRead(RetrieveAPIView):
    """One row by its key, as JSON."""

    queryset = PlainCase.objects.all()
    serializer_class = PlainCaseSerializer
    permission_classes = [AllowAny]


def one_read() -> Act:
    """A view of Django REST framework with one read by the ORM, under the same middleware."""
    urls.urlpatterns.append(path("plain/<int:pk>/", OneRead.as_view()))
    clear_url_caches()
    row = PlainCase.objects.create(number="330106-20200213-0077-K", status="open")
    return page(visitor(), f"/plain/{row.pk}/", row.number)
