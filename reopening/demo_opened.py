"""Firms of the demo city that filed three weeks ago and have opened: what may befall an open firm befalls these."""

import random
from dataclasses import dataclass
from datetime import datetime

from core.models import Division, User
from reopening.demo import FIRMS, credit_code, fill, promise_papers
from reopening.models import Application, Firm, InventoryLine, Membership, SiteKind
from reopening.services import applications


@dataclass(frozen=True)
class File:
    """A firm and what it files; `industry`: of GB/T 4754."""

    name: str
    industry: str
    kind: str
    firm_class: str
    street: str
    staff: int


OPENED = {
    # what becomes of it: the firm
    "stopped": File("紫阳演示五金厂", "C33", SiteKind.FACTORY, "livelihood", "330102009", 12),
    "sealed": File("小营演示包装厂", "C23", SiteKind.FACTORY, "livelihood", "330102004", 20),
    "released": File("南星演示文具店", "F52", SiteKind.SHOP, "daily_life", "330102008", 5),
    "reinstated": File("南星演示印刷厂", "C23", SiteKind.FACTORY, "livelihood", "330102008", 8),
    "rolled_back": File("清波演示设计公司", "M74", SiteKind.OFFICE, "key_projects", "330102001", 8),
    "suspended": File("湖滨演示健身馆", "R89", SiteKind.SHOP, "daily_life", "330102003", 5),
}


def load(filed_at: datetime) -> dict[str, Application]:
    """Their cases, filed."""
    return {key: file_one(FIRMS + place, OPENED[key], filed_at) for place, key in enumerate(OPENED)}


def file_one(serial: int, file: File, filed_at: datetime) -> Application:
    """Whole, with masks for weeks: these firms order none."""
    person = User.objects.get(username="demo-firms")
    application = applications.start(firm=open_firm(serial, file, person), by=person, at=filed_at)
    fill(application, serial, random.Random(serial), filed_at)  # noqa: S311 - the same each time
    Application.objects.filter(pk=application.pk).update(site_kind=file.kind, firm_class=file.firm_class)
    InventoryLine.objects.filter(application=application, item_code="mask").update(quantity=file.staff * 30)
    application.refresh_from_db()
    promise_papers(application, person, filed_at)
    applications.submit(application=application, committed=True, by=person, at=filed_at)
    return application


def open_firm(serial: int, file: File, person: User) -> Firm:
    place = Division.objects.get(pk=file.street)
    row = Firm.objects.create(
        credit_code=credit_code(serial),
        name=f"{file.name}（演示{serial + 1}）",
        legal_representative="演示孙某",
        division=place,
        address=f"{place.name}演示路{serial + 1}号",
        industry_code=file.industry,
        contact_name="演示孙女士",
        contact_phone=f"1380000{serial:04d}",
        staff_total=file.staff,
    )
    Membership.objects.create(user=person, firm=row, is_signatory=True)
    return row
