from rest_framework.routers import BaseRouter

from core.api.audit import AuditViewSet
from core.api.exports import ExportViewSet
from core.api.inbox import InboxViewSet
from core.api.jobs import JobViewSet


def register(router: BaseRouter) -> None:
    router.register("jobs", JobViewSet, "job")
    router.register("inbox", InboxViewSet, "inbox")
    router.register("exports", ExportViewSet, "export")
    router.register("audit", AuditViewSet, "audit")
