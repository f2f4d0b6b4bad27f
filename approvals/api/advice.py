"""Questions to advisers and internal notes: `POST /api/v1/cases/{id}/ask|notes/`, `/api/v1/questions/`."""

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.models import CaseNote, CasePart, Question, QuestionStatus
from approvals.services import advice, notes
from approvals.transitions import QUESTION
from core.api.idempotency import idempotent
from core.api.inputs import Input, Instant
from core.api.views import DeskViewSet
from core.models import User
from reopening.models import Application


class QuestionFilter(django_filters.FilterSet):
    application = django_filters.UUIDFilter(field_name="application__public_id")
    status = django_filters.ChoiceFilter(choices=QuestionStatus.choices)

    class Meta:
        model = Question
        fields: list[str] = []


class CaseQuestionSerializer(serializers.ModelSerializer[Question]):
    id = serializers.UUIDField(source="public_id")
    application = serializers.UUIDField(source="application.public_id")
    person = serializers.CharField(source="person.username")
    status = serializers.CharField()
    allowed_actions = serializers.SerializerMethodField()

    class Meta:
        model = Question
        fields = read_only_fields = [
            "id",
            "application",
            "person",
            "status",
            "text",
            "parts",
            "due_at",
            "asked_at",
            "answer",
            "answered_at",
            "allowed_actions",
        ]

    def get_allowed_actions(self, row: Question) -> list[str]:
        return QUESTION.verbs_for(row, by=self.context["request"].user)


class AskInput(Input):
    people = serializers.SlugRelatedField(slug_field="public_id", queryset=User.objects.all(), many=True)
    text = serializers.CharField(max_length=2000)
    parts = serializers.MultipleChoiceField(choices=CasePart.choices, required=False, default=set)
    due_at = Instant()


class WordsInput(Input):
    text = serializers.CharField(max_length=4000)


class CaseNoteInput(Input):
    text = serializers.CharField(max_length=2000)


class CaseNoteSerializer(serializers.ModelSerializer[CaseNote]):
    written_by = serializers.CharField(source="written_by.username")

    class Meta:
        model = CaseNote
        fields = read_only_fields = ["text", "mentioned", "written_at", "written_by"]


class QuestionViewSet(DeskViewSet):
    """What is asked about cases: of the caller, and on the cases that the caller sees."""

    serializer_class = CaseQuestionSerializer
    filterset_class = QuestionFilter

    def get_queryset(self) -> Any:
        return Question.objects.visible_to(self.person).select_related("application__firm", "person")

    @extend_schema(responses=CaseQuestionSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(request=WordsInput, responses=CaseQuestionSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def answer(self, request: Request, public_id: str) -> Response:
        form = WordsInput(data=request.data)
        form.is_valid(raise_exception=True)
        row = advice.answer(
            question=self.get_object(), text=form.validated_data["text"], by=self.person, at=timezone.now()
        )
        return Response(self.get_serializer(row).data)

    @extend_schema(request=None, responses=CaseQuestionSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def withdraw(self, request: Request, public_id: str) -> Response:
        row = advice.withdraw(question=self.get_object(), by=self.person, at=timezone.now())
        return Response(self.get_serializer(row).data)


class CaseTalkViewSet(DeskViewSet):
    """Asking about a case, and the notes of officials on it; closed to firms."""

    serializer_class = CaseNoteSerializer
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        if not self.person.is_official:
            raise PermissionDenied
        return Application.objects.visible_to(self.person).select_related("firm", "policy_set")

    @extend_schema(request=AskInput, responses={201: CaseQuestionSerializer(many=True)})
    @action(detail=True, methods=["post"])
    @idempotent
    def ask(self, request: Request, public_id: str) -> Response:
        form = AskInput(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data | {"parts": sorted(form.validated_data["parts"])}
        rows = advice.ask(application=self.get_object(), **said, by=self.person, at=timezone.now())
        shown = CaseQuestionSerializer(rows, many=True, context=self.get_serializer_context())
        return Response(shown.data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={200: CaseNoteSerializer(many=True)})
    @action(detail=True, methods=["get"])
    def notes(self, request: Request, public_id: str) -> Response:
        rows = CaseNote.objects.filter(application=self.get_object()).select_related("written_by")
        return self.get_paginated_response(CaseNoteSerializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(request=CaseNoteInput, responses={201: CaseNoteSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def write_note(self, request: Request, public_id: str) -> Response:
        form = CaseNoteInput(data=request.data)
        form.is_valid(raise_exception=True)
        note = notes.write(
            application=self.get_object(), text=form.validated_data["text"], by=self.person, at=timezone.now()
        )
        return Response(CaseNoteSerializer(note).data, status=status.HTTP_201_CREATED)
