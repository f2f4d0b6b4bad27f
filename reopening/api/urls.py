from rest_framework.routers import BaseRouter

from reopening.api.applications import ApplicationViewSet
from reopening.api.declarations import DeclarationViewSet
from reopening.api.firms import FirmViewSet
from reopening.api.mandates import MandateViewSet
from reopening.api.members import JoinRequestViewSet
from reopening.api.policies import PolicySetViewSet
from reopening.api.tenancies import TenancyViewSet
from reopening.api.umbrellas import UmbrellaViewSet


def register(router: BaseRouter) -> None:
    router.register("firms", FirmViewSet, "firm")
    router.register("join-requests", JoinRequestViewSet, "join-request")
    router.register("applications", ApplicationViewSet, "application")
    router.register("declarations", DeclarationViewSet, "declaration")
    router.register("mandates", MandateViewSet, "mandate")
    router.register("tenancies", TenancyViewSet, "tenancy")
    router.register("umbrellas", UmbrellaViewSet, "umbrella")
    router.register("policy-sets", PolicySetViewSet, "policy-set")
