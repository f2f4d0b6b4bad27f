"""Goods that somebody gives to the district."""

from datetime import date, datetime

from django.db import transaction

from core.models import User
from supplies.models import Item, LotSource, Movement, Place
from supplies.services import places, stock


@transaction.atomic
def take_in(
    *,
    donor: str,
    depot: Place,
    item: Item,
    units: int,
    lot_no: str,
    expires_on: date | None = None,
    document: str,
    by: User,
    at: datetime,
) -> Movement:
    """Receive a gift with its donor and document; it enters the public pool. As `stock.receive` refuses."""
    return stock.receive(
        depot=depot,
        supplier=places.donor(name=donor, near=depot),
        item=item,
        lot_no=lot_no,
        units=units,
        expires_on=expires_on,
        source=LotSource.DONATED,
        document=document,
        by=by,
        at=at,
    )
