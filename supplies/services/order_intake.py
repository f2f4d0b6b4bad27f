"""
Many orders at once: a chunk of firms with a number of queries that does not grow with it.

A firm's rows come in together or not at all, because they are one order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from core.dates import shanghai_day
from core.models import User
from core.notifications import Message, notify_many
from reopening.halts import halted_cases
from reopening.models import Application, InventoryLine, Membership
from reopening.table_files.tables import CellError
from supplies.models import Item, Order, OrderFile, OrderKind, OrderLine, OrderStatus
from supplies.order_lists import OrderRow
from supplies.rules import rule_for
from supplies.serials import serials
from supplies.services.order_limits import cap_of
from supplies.services.orders import IN_FORCE
from supplies.transitions import ORDER

Rows = list[OrderRow]


@dataclass
class Outcome:
    """What becomes of a chunk: orders to be made or made, firms whose order stands, and rows that are refused."""

    orders: int = 0
    known: int = 0
    refused: list[OrderRow] = field(default_factory=list)


@dataclass(frozen=True)
class Standing:
    """What is known of the firms of a chunk, by credit code or by key."""

    applications: dict[str, Application]
    halted: set[object]
    open_orders: Mapping[int, int | None]  # the list that a government order came from, by application
    served: dict[tuple[int, str], date]  # last day on which a delivered order was sent, by firm and item


def standing(file: OrderFile, codes: Sequence[str]) -> Standing:
    rows = Application.objects.filter(
        firm__credit_code__in=codes, status__in=IN_FORCE, division_code__startswith=file.division_id
    )
    cases = {row.firm.credit_code: row for row in rows.select_related("firm", "policy_set").order_by("pk")}
    waiting = Order.objects.filter(
        application__in=[row.pk for row in cases.values()],
        kind=OrderKind.GOVERNMENT,
        status__in=[OrderStatus.DRAFT, OrderStatus.SUBMITTED],
    )
    served = (
        OrderLine.objects.filter(
            order__firm__in=[row.firm_id for row in cases.values()], order__status=OrderStatus.DELIVERED
        )
        .order_by()
        .values_list("order__firm", "item__code")
        .annotate(last=Max("order__submitted_at"))
    )
    taken = OrderFile.objects.filter(pk=file.pk, orders__application__in=[row.pk for row in cases.values()])
    return Standing(
        applications=cases,
        halted=set(halted_cases(row.case_key for row in cases.values())),
        open_orders=dict(waiting.values_list("application", "order_file"))
        | dict.fromkeys(taken.values_list("orders__application", flat=True), file.pk),
        served={(firm, code): shanghai_day(last) for firm, code, last in served if last},
    )


class OrderIntake:
    """Judges chunks of one list, and takes them in."""

    def __init__(self, file: OrderFile, items: Mapping[str, Item], by: User, at: datetime) -> None:
        self.file, self.items, self.by, self.at = file, items, by, at

    def judge(self, firms: Mapping[str, Rows]) -> tuple[dict[str, Application], Outcome]:
        """Firms whose rows can come in, with their applications; the others' rows with reasons."""
        now, outcome = standing(self.file, list(firms)), Outcome()
        good: dict[str, Application] = {}
        for code, rows in firms.items():
            application = now.applications.get(code)
            if application is not None and now.open_orders.get(application.pk) == self.file.pk:
                outcome.known += 1
                continue
            errors = {row.number: self.errors_of(row, application, now) for row in rows}
            if application is not None and not any(errors.values()):
                good[code] = application
                continue
            for row in rows:
                reasons = errors[row.number] or [CellError(row.number, "credit_code", "with_other_rows")]
                outcome.refused.append(OrderRow(row.number, {}, reasons, row.cells))
        outcome.orders = len(good)
        return good, outcome

    def errors_of(self, row: OrderRow, application: Application | None, now: Standing) -> list[CellError]:
        if row.errors:
            return list(row.errors)
        if application is None:
            return [CellError(row.number, "credit_code", "no_application")]
        if application.case_key in now.halted:
            return [CellError(row.number, "credit_code", "firm_halted")]
        if application.pk in now.open_orders:
            return [CellError(row.number, "credit_code", "order_open")]
        return self.beyond_policy(row, application, now)

    def beyond_policy(self, row: OrderRow, application: Application, now: Standing) -> list[CellError]:
        """The caps and the waiting time of `order_limits`, as reasons of cells."""
        item = self.items[row.values["item"]]
        most = cap_of(item, application)
        if row.values["quantity"] > most:
            return [CellError(row.number, "quantity", "above_cap", {"most": f"{most:,}"})]
        last = now.served.get((application.firm_id, item.code))
        if last is not None:
            again = last + timedelta(days=rule_for(item, application).order_interval_days)
            if shanghai_day(self.at) < again:
                return [CellError(row.number, "item", "too_soon", {"day": again.isoformat()})]
        return []

    @transaction.atomic
    def take_in(self, firms: Mapping[str, Rows]) -> Outcome:
        """An order for each firm that can have one; safe to run again: a firm's order of this list is known."""
        good, outcome = self.judge(firms)
        made = self.write_orders(good, firms)
        for code in good.keys() - made.keys():  # the firm ordered by itself at this very moment
            outcome.orders -= 1
            outcome.refused += [
                OrderRow(row.number, {}, [CellError(row.number, "credit_code", "order_open")], row.cells)
                for row in firms[code]
            ]
        self.write_lines(made, firms)
        ORDER.transition_many(
            list(made.values()),
            "bring_in",
            by=self.by,
            at=self.at,
            data={"list": self.file.file_name, "digest": self.file.digest},
            changes={"submitted_at": self.at, "submitted_by": self.by},
        )
        self.tell(made)
        return outcome

    def write_orders(self, good: Mapping[str, Application], firms: Mapping[str, Rows]) -> dict[str, Order]:
        numbers = serials("S", self.file.division_id, len(good), self.at)
        drafts = {
            code: Order(
                application=application,
                firm=application.firm,
                division_code=application.division_code,
                order_file=self.file,
                number=number,
                note=first_said(firms[code], "note"),
                urgent_reason=first_said(firms[code], "urgent_reason"),
            )
            for (code, application), number in zip(sorted(good.items()), numbers, strict=True)
        }
        Order.objects.bulk_create(drafts.values(), ignore_conflicts=True)
        rows = Order.objects.filter(number__in=[draft.number for draft in drafts.values()])
        kept = {row.number: row for row in rows.select_related("application", "firm")}
        return {code: kept[draft.number] for code, draft in drafts.items() if draft.number in kept}

    def write_lines(self, made: Mapping[str, Order], firms: Mapping[str, Rows]) -> None:
        """In hand is what the list says; where it says nothing, what the firm filed."""
        filed = InventoryLine.objects.filter(
            application__in=[order.application_id for order in made.values()]
        )
        in_hand = {(row.application_id, row.item_code): row.quantity for row in filed}
        OrderLine.objects.bulk_create(
            OrderLine(
                order=order,
                item=self.items[row.values["item"]],
                quantity=row.values["quantity"],
                reported=in_hand.get((order.application_id, row.values["item"]), 0)
                if row.values["in_hand"] is None
                else row.values["in_hand"],
            )
            for code, order in made.items()
            for row in firms[code]
        )

    def tell(self, made: Mapping[str, Order]) -> None:
        by_firm = {order.firm_id: order for order in made.values()}
        members = Membership.objects.filter(firm__in=by_firm).order_by("pk").values_list("firm", "user")
        messages = [
            Message(
                user,
                {"firm": by_firm[firm].firm.name, "order": by_firm[firm].number},
                by_firm[firm].get_absolute_url(),
            )
            for firm, user in members
        ]
        notify_many(messages, "supplies.order_brought_in")


def first_said(rows: Rows, key: str) -> str:
    return next((str(row.values[key]) for row in rows if row.values.get(key)), "")
