from rest_framework.routers import BaseRouter

from supplies.api.orders import OrderViewSet
from supplies.api.places import DepotViewSet, ItemViewSet, LotViewSet
from supplies.api.rounds import RoundViewSet
from supplies.api.runs import RunViewSet
from supplies.api.stock import MovementViewSet, ReceiptViewSet, StockViewSet


def register(router: BaseRouter) -> None:
    router.register("items", ItemViewSet, "item")
    router.register("depots", DepotViewSet, "depot")
    router.register("lots", LotViewSet, "lot")
    router.register("receipts", ReceiptViewSet, "receipt")
    router.register("movements", MovementViewSet, "movement")
    router.register("stock", StockViewSet, "stock")
    router.register("orders", OrderViewSet, "order")
    router.register("rounds", RoundViewSet, "round")
    router.register("runs", RunViewSet, "run")
