from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import DeskViewSet
from core.models import Job
from core.queries import jobs_visible_to


class JobSerializer(serializers.ModelSerializer[Job]):
    class Meta:
        model = Job
        fields = read_only_fields = [
            "id",
            "task",
            "state",
            "done",
            "total",
            "result",
            "created_at",
            "finished_at",
        ]


def accepted(job: Job) -> Response:
    """`202` with the address at which the caller can follow the work."""
    return Response(JobSerializer(job).data, status=202, headers={"Location": f"/api/v1/jobs/{job.pk}/"})


class JobViewSet(DeskViewSet):
    """Long work: how far it is, and what came of it."""

    serializer_class = JobSerializer
    lookup_field = "pk"

    def get_queryset(self) -> Any:
        return jobs_visible_to(self.request.user)

    @extend_schema(responses=JobSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)
