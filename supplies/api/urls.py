from rest_framework.routers import BaseRouter

from supplies.api.alarms import AlarmViewSet
from supplies.api.closed_days import AdjustmentViewSet, ClosedDayViewSet
from supplies.api.donations import DonationViewSet
from supplies.api.errands import ErrandViewSet
from supplies.api.lodgings import LodgingViewSet
from supplies.api.lots import LotViewSet
from supplies.api.offers import OfferViewSet
from supplies.api.order_files import OrderFileViewSet
from supplies.api.orders import OrderViewSet
from supplies.api.overrides import OverrideViewSet
from supplies.api.places import DepotViewSet, ItemViewSet, PlaceViewSet
from supplies.api.plans import DispatchPlanViewSet, VehicleViewSet
from supplies.api.purchases import PurchaseViewSet
from supplies.api.rounds import RoundViewSet
from supplies.api.runs import RunViewSet
from supplies.api.stock import MovementViewSet, ReceiptViewSet, StockViewSet
from supplies.api.transfers import TransferViewSet


def register(router: BaseRouter) -> None:
    router.register("items", ItemViewSet, "item")
    router.register("depots", DepotViewSet, "depot")
    router.register("places", PlaceViewSet, "place")
    router.register("donations", DonationViewSet, "donation")
    router.register("closed-days", ClosedDayViewSet, "closed-day")
    router.register("adjustments", AdjustmentViewSet, "adjustment")
    router.register("alarms", AlarmViewSet, "alarm")
    router.register("lots", LotViewSet, "lot")
    router.register("receipts", ReceiptViewSet, "receipt")
    router.register("movements", MovementViewSet, "movement")
    router.register("stock", StockViewSet, "stock")
    router.register("orders", OrderViewSet, "order")
    router.register("order-files", OrderFileViewSet, "order-file")
    router.register("errands", ErrandViewSet, "errand")
    router.register("lodgings", LodgingViewSet, "lodging")
    router.register("rounds", RoundViewSet, "round")
    router.register("exceptions", OverrideViewSet, "exception")
    router.register("runs", RunViewSet, "run")
    router.register("transfers", TransferViewSet, "transfer")
    router.register("vehicles", VehicleViewSet, "vehicle")
    router.register("dispatch-plans", DispatchPlanViewSet, "dispatch-plan")
    router.register("purchases", PurchaseViewSet, "purchase")
    router.register("offers", OfferViewSet, "offer")
