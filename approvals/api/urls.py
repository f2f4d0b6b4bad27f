from rest_framework.routers import BaseRouter

from approvals.api.advice import CaseTalkViewSet, QuestionViewSet
from approvals.api.appeals import AppealFilingViewSet, AppealViewSet
from approvals.api.batches import BatchViewSet
from approvals.api.certificates import CertificateViewSet
from approvals.api.checks import CheckViewSet
from approvals.api.conditions import ConditionViewSet
from approvals.api.letters import CannedTextViewSet, LetterViewSet
from approvals.api.papers import PaperViewSet
from approvals.api.plans import PlanViewSet
from approvals.api.public import RegisterViewSet, VerifyViewSet
from approvals.api.queue import QueueViewSet
from approvals.api.quotas import QuotaViewSet
from approvals.api.reprints import ReprintViewSet
from approvals.api.review import ReviewViewSet
from approvals.api.roll_backs import RollBackViewSet
from approvals.api.saved_views import SavedViewViewSet
from approvals.api.steps import StepViewSet
from approvals.api.stops import HaltViewSet, StopViewSet
from approvals.api.suspensions import SuspensionViewSet
from approvals.api.visits import VisitViewSet


def register(router: BaseRouter) -> None:
    router.register("queue/views", SavedViewViewSet, "saved-view")
    router.register("queue", QueueViewSet, "queue")
    router.register("applications", ReviewViewSet, "review")
    router.register("batches/plans", PlanViewSet, "plan")
    router.register("batches/roll-backs", RollBackViewSet, "roll-back")
    router.register("batches/quotas", QuotaViewSet, "quota")
    router.register("questions", QuestionViewSet, "question")
    router.register("cases", CaseTalkViewSet, "case-talk")
    router.register("letters", LetterViewSet, "letter")
    router.register("papers", PaperViewSet, "paper")
    router.register("texts", CannedTextViewSet, "text")
    router.register("steps", StepViewSet, "step")
    router.register("applications", StopViewSet, "stop")
    router.register("applications", AppealFilingViewSet, "appeal-filing")
    router.register("appeals", AppealViewSet, "appeal")
    router.register("suspensions", SuspensionViewSet, "suspension")
    router.register("visits", VisitViewSet, "visit")
    router.register("conditions", ConditionViewSet, "condition")
    router.register("checks", CheckViewSet, "check")
    router.register("halts", HaltViewSet, "halt")
    router.register("batches", BatchViewSet, "batch")
    router.register("certificates/reprints", ReprintViewSet, "reprint")
    router.register("certificates", CertificateViewSet, "certificate")
    router.register("verify", VerifyViewSet, "verify")
    router.register("register", RegisterViewSet, "register")
