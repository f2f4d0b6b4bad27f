from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from core.models import Division, Role, User
from core.permissions import prefix_q
from reopening.api.workbooks import CellErrorSerializer, RefusedRows, refused_rows_action
from reopening.table_files import limits
from reopening.table_files.workbooks import refused_rows
from supplies.models import OrderFile
from supplies.order_lists import LAYOUT
from supplies.services import order_files


def errors_of(row: OrderFile) -> list[dict[str, Any]]:
    return [error for each in row.refused for error in each["errors"]]


class OrderFileSerializer(serializers.ModelSerializer[OrderFile]):
    """`counts` are rows, firms and orders; `errors` says why rows are refused; `job` is how far the work is."""

    id = serializers.UUIDField(source="public_id")
    division = serializers.CharField(source="division_id")
    job = serializers.UUIDField(source="job_id", allow_null=True)
    stage = serializers.ChoiceField(choices=["reading", "waiting", "storing", "stored", "refused"])
    errors = serializers.SerializerMethodField()  # type: ignore[assignment]

    class Meta:
        model = OrderFile
        fields = read_only_fields = [
            *("id", "division", "file_name", "digest", "uploaded_at", "job", "stage"),
            *("counts", "refusal", "errors", "confirmed_at", "finished_at"),
        ]

    @extend_schema_field(CellErrorSerializer(many=True))
    def get_errors(self, row: OrderFile) -> Any:
        return CellErrorSerializer(errors_of(row), many=True).data


class OrderFileInput(Input):
    division = serializers.SlugRelatedField(slug_field="code", queryset=Division.objects.none())
    file = serializers.FileField(allow_empty_file=True)  # the service says what is wrong with an empty one

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            rows = Division.objects.filter(prefix_q("code", user.role_prefixes(Role.DISPATCHER)))
            self.fields["division"].queryset = rows  # type: ignore[attr-defined]


class OrderFileViewSet(mixins.ListModelMixin, DeskViewSet):
    """Lists of orders that a district brings, as csv or xlsx."""

    serializer_class = OrderFileSerializer
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return OrderFile.objects.visible_to(self.request.user).defer("content")

    @extend_schema(responses=OrderFileSerializer)
    def retrieve(self, request: Request, public_id: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request={"multipart/form-data": OrderFileInput}, responses={202: OrderFileSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Read a list in the background; nothing is written before `take_in/`. The same bytes are the same list."""
        form = OrderFileInput(data=request.data, user=self.person)
        form.is_valid(raise_exception=True)
        file = form.validated_data["file"]
        row = order_files.upload(
            division=form.validated_data["division"],
            file_name=file.name,
            content=file.read(limits.BYTES + 1),  # one more than allowed tells the service
            by=self.person,
            at=timezone.now(),
        )
        return Response(self.get_serializer(row).data, status=202)

    @extend_schema(request=None, responses={202: OrderFileSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def take_in(self, request: Request, public_id: str) -> Response:
        """Make the orders, in the background."""
        row = order_files.take_in(file=self.get_object(), by=self.person, at=timezone.now())
        return Response(self.get_serializer(row).data, status=202)

    @refused_rows_action("errors")
    def errors(self) -> RefusedRows:
        """Rows that were not accepted: a workbook to correct, or the cells as JSON."""
        row: OrderFile = self.get_object()
        return RefusedRows(
            errors_of(row),
            lambda: refused_rows(order_files.refused_rows(row), LAYOUT.columns),
            "rows-to-correct.xlsx",
        )
