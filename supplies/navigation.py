from django.utils.translation import gettext_lazy as _

from core.models import Role
from core.navigation import NavPage

STOCK = frozenset({Role.DISPATCHER, Role.DEPOT_KEEPER, Role.AUDITOR})

PAGES = [
    NavPage(_("Supplies"), "box", "supplies:desk", STOCK, 60),
    NavPage(_("Stock"), "ledger", "supplies:stock", STOCK, 61),
    NavPage(_("Sources of goods"), "building", "supplies:sources", STOCK, 61),
    NavPage(_("Supply orders"), "queue", "supplies:orders", STOCK, 62),
    NavPage(_("Purchases on behalf"), "box", "supplies:purchases", STOCK, 62),
    NavPage(_("Allocation rounds"), "share", "supplies:rounds", STOCK, 63),
    NavPage(_("Dispatch runs"), "truck", "supplies:runs", STOCK, 64),
    NavPage(_("Dispatch plans"), "pin", "supplies:plans", STOCK, 64),
    NavPage(_("Supply figures"), "ledger", "supplies:figures", STOCK, 64),
    NavPage(_("My stops"), "pin", "supplies:courier", frozenset({Role.COURIER}), 65),
]
