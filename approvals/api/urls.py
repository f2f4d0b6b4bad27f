from rest_framework.routers import BaseRouter

from approvals.api.batches import BatchViewSet
from approvals.api.certificates import CertificateViewSet
from approvals.api.public import RegisterViewSet, VerifyViewSet
from approvals.api.queue import QueueViewSet
from approvals.api.review import ReviewViewSet
from approvals.api.saved_views import SavedViewViewSet


def register(router: BaseRouter) -> None:
    router.register("queue/views", SavedViewViewSet, "saved-view")
    router.register("queue", QueueViewSet, "queue")
    router.register("applications", ReviewViewSet, "review")
    router.register("batches", BatchViewSet, "batch")
    router.register("certificates", CertificateViewSet, "certificate")
    router.register("verify", VerifyViewSet, "verify")
    router.register("register", RegisterViewSet, "register")
