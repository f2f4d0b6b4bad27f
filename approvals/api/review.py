"""The officials' verbs on an application: `POST /api/v1/applications/{id}/<verb>/`."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.api.serializers import HandBackInput, HandOverInput, LetterReasonsInput, NoticeSerializer
from approvals.services import decisions, review
from core.api.idempotency import idempotent
from core.api.views import DeskViewSet
from reopening.api.serializers import ApplicationDetailSerializer, NoteInput
from reopening.models import Application


class ReviewViewSet(DeskViewSet):
    """Claim, take up, release, hand over, hand back, return, recommend, take back, reject."""

    serializer_class = ApplicationDetailSerializer

    def get_queryset(self) -> Any:
        return Application.objects.visible_to(self.request.user).select_related(
            "firm", "policy_set", "division"
        )

    def answer(self, application: Application) -> Response:
        fresh = self.get_queryset().get(pk=application.pk)
        return Response(self.get_serializer(fresh).data)

    def note(self, request: Request) -> str:
        form = NoteInput(data=request.data)
        form.is_valid(raise_exception=True)
        return str(form.validated_data["note"])

    @extend_schema(request=None, responses=ApplicationDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def claim(self, request: Request, public_id: str) -> Response:
        return self.answer(review.claim(application=self.get_object(), by=self.person, at=timezone.now()))

    @extend_schema(request=None, responses=ApplicationDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def take_up(self, request: Request, public_id: str) -> Response:
        return self.answer(review.take_up(application=self.get_object(), by=self.person, at=timezone.now()))

    @extend_schema(request=NoteInput, responses=ApplicationDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def release(self, request: Request, public_id: str) -> Response:
        note, case = self.note(request), self.get_object()
        return self.answer(review.release(application=case, by=self.person, at=timezone.now(), note=note))

    @extend_schema(request=HandOverInput, responses=ApplicationDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def hand_over(self, request: Request, public_id: str) -> Response:
        form = HandOverInput(data=request.data)
        form.is_valid(raise_exception=True)
        case = review.hand_over(
            application=self.get_object(), by=self.person, at=timezone.now(), **form.validated_data
        )
        return self.answer(case)

    @extend_schema(request=HandBackInput, responses=ApplicationDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def hand_back(self, request: Request, public_id: str) -> Response:
        form = HandBackInput(data=request.data)
        form.is_valid(raise_exception=True)
        case = review.hand_back(
            application=self.get_object(), by=self.person, at=timezone.now(), **form.validated_data
        )
        return self.answer(case)

    @extend_schema(request=LetterReasonsInput, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def return_for_correction(self, request: Request, public_id: str) -> Response:
        form = LetterReasonsInput(data=request.data)
        form.is_valid(raise_exception=True)
        notice = review.return_for_correction(
            application=self.get_object(), by=self.person, at=timezone.now(), **form.validated_data
        )
        return Response(NoticeSerializer(notice).data)

    @extend_schema(request=NoteInput, responses=ApplicationDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def recommend(self, request: Request, public_id: str) -> Response:
        note, case = self.note(request), self.get_object()
        return self.answer(review.recommend(application=case, by=self.person, at=timezone.now(), note=note))

    @extend_schema(request=NoteInput, responses=ApplicationDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def take_back(self, request: Request, public_id: str) -> Response:
        note, case = self.note(request), self.get_object()
        return self.answer(review.take_back(application=case, by=self.person, at=timezone.now(), note=note))

    @extend_schema(request=LetterReasonsInput, responses=ApplicationDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def reject(self, request: Request, public_id: str) -> Response:
        form = LetterReasonsInput(data=request.data)
        form.is_valid(raise_exception=True)
        case = self.get_object()
        decisions.reject(application=case, by=self.person, at=timezone.now(), **form.validated_data)
        return self.answer(case)
