import uuid
from collections.abc import Iterable
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.api.serializers import (
    BatchInput,
    BatchLetterInput,
    BatchSerializer,
    FilledSerializer,
    FillInput,
    MembersInput,
    PreflightSerializer,
    ResultSerializer,
    TermsInput,
)
from approvals.batch_responses import zip_response
from approvals.models import Batch
from approvals.queries.batches import members_of, preflight
from approvals.services import batch_drafts, batches, filling, letters
from approvals.services.batch_prints import print_batch
from core.api.exports import ExportSerializer
from core.api.idempotency import idempotent
from core.api.jobs import JobSerializer, accepted
from core.api.views import DeskViewSet
from core.errors import DomainError
from core.models import User
from reopening.api.documents import BytesRenderer
from reopening.api.serializers import NoteInput
from reopening.models import Application

FILES = [BytesRenderer, JSONRenderer]


class BatchViewSet(DeskViewSet):
    """Firms of one phase and division, approved together within a quota."""

    serializer_class = BatchSerializer
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return Batch.objects.visible_to(self.request.user).select_related("division", "job")

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY}, filters=False)
    @action(detail=True, methods=["get"], url_path="certificates.zip", renderer_classes=FILES)
    def certificates_zip(self, request: Request, public_id: str) -> StreamingHttpResponse:
        """The certificates that count, one file each; what is missing is listed in a text file."""
        return zip_response(self.get_object(), self.person)

    @extend_schema(request=None, responses={202: ExportSerializer}, filters=False)
    @action(detail=True, methods=["post"], url_path="certificates.pdf")
    @idempotent
    def certificates_pdf(self, request: Request, public_id: str) -> Response:
        """
        Have all of them made into one file to be printed; 409 until every one is drawn.

        The export says how far it is; download it there. What is asked for again while nothing has changed is the same.
        """
        export = print_batch(
            batch=self.get_object(), language=get_language() or "", by=self.person, at=timezone.now()
        )
        return Response(ExportSerializer(export, context=self.get_serializer_context()).data, status=202)

    def answer(self, batch: Batch, status: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=batch.pk)).data, status=status)

    @extend_schema(responses=BatchSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(request=BatchInput, responses={201: BatchSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = BatchInput(data=request.data)
        form.is_valid(raise_exception=True)
        plan = batches.Plan(**form.validated_data)
        return self.answer(batches.create(plan=plan, by=self.person, at=timezone.now()), status=201)

    @extend_schema(responses=BatchSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return self.answer(self.get_object())

    @extend_schema(request=FillInput, responses=FilledSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def fill(self, request: Request, public_id: str) -> Response:
        """Take candidates in the order of a rule, as many as the quotas hold and no other batch takes."""
        form = FillInput(data=request.data)
        form.is_valid(raise_exception=True)
        batch, rule = self.get_object(), form.validated_data["rule"]
        return self.filled(batch, filling.fill(batch=batch, rule=rule, by=self.person, at=timezone.now()))

    def filled(self, batch: Batch, taken: filling.Taken) -> Response:
        context = {**self.get_serializer_context(), "elsewhere": taken.elsewhere}
        return Response(FilledSerializer(self.get_queryset().get(pk=batch.pk), context=context).data)

    @extend_schema(request=BatchLetterInput, responses=BatchSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def write_letter(self, request: Request, public_id: str) -> Response:
        """What every letter of the batch says besides, in both languages."""
        form = BatchLetterInput(data=request.data)
        form.is_valid(raise_exception=True)
        batch = self.get_object()
        return self.answer(
            letters.write_letter(batch=batch, **form.validated_data, by=self.person, at=timezone.now())
        )

    @extend_schema(responses=ResultSerializer(many=True))
    @action(detail=True, methods=["get"])
    def members(self, request: Request, public_id: str) -> Response:
        """The members with their results."""
        return self.member_list(members_of(self.get_object()))

    @extend_schema(request=MembersInput, responses=FilledSerializer)
    @members.mapping.post
    @idempotent
    def change_members(self, request: Request, public_id: str) -> Response:
        """Take chosen cases in or out; those that another batch has are named, the others taken, all or none."""
        form = MembersInput(data=request.data)
        form.is_valid(raise_exception=True)
        batch, at, taken = self.get_object(), timezone.now(), filling.Taken(0, [])
        if form.validated_data["remove"]:
            rows = cases(self.person, form.validated_data["remove"])
            filling.remove(batch=batch, applications=rows, by=self.person, at=at)
        if form.validated_data["add"]:
            rows = cases(self.person, form.validated_data["add"])
            taken = filling.add(batch=batch, applications=rows, by=self.person, at=at)
        return self.filled(batch, taken)

    @extend_schema(responses=PreflightSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def preflight(self, request: Request, public_id: str) -> Response:
        """Per case: ready, or why not."""
        batch = self.get_object()
        return Response(
            PreflightSerializer(preflight(batch, members_of(batch), by=self.person), many=True).data
        )

    @extend_schema(request=TermsInput, responses=BatchSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def change(self, request: Request, public_id: str) -> Response:
        """Another opening day or quota, while it is being prepared; the members stay."""
        form = TermsInput(data=request.data)
        form.is_valid(raise_exception=True)
        terms = batch_drafts.Terms(**form.validated_data)
        return self.answer(
            batch_drafts.change(batch=self.get_object(), terms=terms, by=self.person, at=timezone.now())
        )

    @extend_schema(request=None, responses=BatchSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def discard(self, request: Request, public_id: str) -> Response:
        """Give it up while it is being prepared; its cases are free for another batch."""
        return self.answer(batch_drafts.discard(batch=self.get_object(), by=self.person, at=timezone.now()))

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def sign(self, request: Request, public_id: str) -> Response:
        """Sign once; each case is then decided in the background. Follow the job; read the results."""
        batch = batches.sign(batch=self.get_object(), by=self.person, at=timezone.now())
        if batch.job is None:
            raise DomainError
        return accepted(batch.job)

    @extend_schema(request=None, responses=BatchSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def propose(self, request: Request, public_id: str) -> Response:
        """The first of two signatures."""
        return self.answer(batches.propose(batch=self.get_object(), by=self.person, at=timezone.now()))

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def countersign(self, request: Request, public_id: str) -> Response:
        """The second signature, by somebody else; each case is then decided in the background."""
        batch = batches.countersign(batch=self.get_object(), by=self.person, at=timezone.now())
        if batch.job is None:
            raise DomainError
        return accepted(batch.job)

    @extend_schema(request=NoteInput, responses=BatchSerializer)
    @action(detail=True, methods=["post"], url_path="send-back")
    @idempotent
    def send_back(self, request: Request, public_id: str) -> Response:
        form = NoteInput(data=request.data)
        form.is_valid(raise_exception=True)
        note = form.validated_data["note"]
        return self.answer(
            batches.send_back(batch=self.get_object(), note=note, by=self.person, at=timezone.now())
        )

    @extend_schema(request=None, responses=BatchSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def resume(self, request: Request, public_id: str) -> Response:
        return self.answer(batches.resume(batch=self.get_object(), by=self.person, at=timezone.now()))

    @extend_schema(responses=ResultSerializer(many=True))
    @action(detail=True)
    def results(self, request: Request, public_id: str) -> Response:
        """A result per case."""
        return self.member_list(members_of(self.get_object()))

    def member_list(self, rows: Any) -> Response:
        self.keyset_order = ("pk",)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(ResultSerializer(page, many=True).data)

    @extend_schema(request=None, responses=BatchSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def publish(self, request: Request, public_id: str) -> Response:
        """Show the list to everybody (公示)."""
        return self.answer(batches.publish(batch=self.get_object(), by=self.person, at=timezone.now()))


def cases(person: User, ids: Iterable[uuid.UUID]) -> list[Application]:
    """:raises NotACandidate: if one of them is not visible"""
    wanted = set(ids)
    rows = list(Application.objects.visible_to(person).filter(public_id__in=wanted).defer("snapshot"))
    if len(rows) != len(wanted):
        raise filling.NotACandidate
    return rows
