from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.inputs import Input
from core.api.views import DeskViewSet
from core.models import User
from supplies.api.lots import LotSerializer
from supplies.api.stock import MovementSerializer
from supplies.models import LARGEST_QUANTITY, Item, Place
from supplies.queries import sources
from supplies.services import donations


class DonationInput(Input):
    """Base units of an item that somebody gives; the document says so."""

    donor = serializers.CharField(max_length=120)
    depot = serializers.SlugRelatedField(slug_field="public_id", queryset=Place.objects.none())
    item = serializers.SlugRelatedField(slug_field="code", queryset=Item.objects.all())
    units = serializers.IntegerField(min_value=1, max_value=LARGEST_QUANTITY)
    lot_no = serializers.CharField(max_length=60)
    expires_on = serializers.DateField(default=None, allow_null=True)
    document = serializers.CharField(max_length=120)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            self.fields["depot"].queryset = Place.objects.visible_to(user).depots()  # type: ignore[attr-defined]


class DonationViewSet(mixins.ListModelMixin, DeskViewSet):
    """Lots that were given to the district, newest first."""

    serializer_class = LotSerializer
    keyset_order = ("-pk",)

    def get_queryset(self) -> Any:
        return sources.donations(self.person)

    @extend_schema(request=DonationInput, responses={201: MovementSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        """Take a gift into the books; it enters the public pool."""
        form = DonationInput(data=request.data, user=self.person)
        form.is_valid(raise_exception=True)
        movement = donations.take_in(**form.validated_data, by=self.person, at=timezone.now())
        return Response(MovementSerializer(movement, context=self.get_serializer_context()).data, status=201)
