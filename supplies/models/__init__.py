from supplies.models.deliveries import (
    LOST,
    DispatchEvent,
    EventKind,
    ProofLine,
    ProofMethod,
    ProofOfDelivery,
    RejectReason,
)
from supplies.models.items import Item, ItemKind, Unit
from supplies.models.lots import Lot, LotSource, LotStatus
from supplies.models.movements import Movement, MovementKind, Posting
from supplies.models.orders import LARGEST_QUANTITY, Order, OrderKind, OrderLine, OrderStatus
from supplies.models.places import OUTSIDE, DailyQuota, Place, PlaceKind
from supplies.models.rounds import (
    Award,
    AwardLot,
    AwardLotState,
    Ineligible,
    Reason,
    Round,
    RoundItem,
    RoundLine,
    RoundStatus,
    RoundStock,
)
from supplies.models.runs import FailReason, Run, RunStatus, Stop, StopItem, StopStatus
from supplies.models.stock import Balance

__all__ = [
    "LARGEST_QUANTITY",
    "LOST",
    "OUTSIDE",
    "Award",
    "AwardLot",
    "AwardLotState",
    "Balance",
    "DailyQuota",
    "DispatchEvent",
    "EventKind",
    "FailReason",
    "Ineligible",
    "Item",
    "ItemKind",
    "Lot",
    "LotSource",
    "LotStatus",
    "Movement",
    "MovementKind",
    "Order",
    "OrderKind",
    "OrderLine",
    "OrderStatus",
    "Place",
    "PlaceKind",
    "Posting",
    "ProofLine",
    "ProofMethod",
    "ProofOfDelivery",
    "Reason",
    "RejectReason",
    "Round",
    "RoundItem",
    "RoundLine",
    "RoundStatus",
    "RoundStock",
    "Run",
    "RunStatus",
    "Stop",
    "StopItem",
    "StopStatus",
    "Unit",
]
