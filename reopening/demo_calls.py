"""Two calls to the hotline of the demo city: one that is over, one for which the clerk still fills in."""

from datetime import datetime

from core.models import Division, User
from reopening.demo_mall import STREET, credit_code
from reopening.models import Relation
from reopening.services import hotline, mandates
from reopening.services.mandates import Giver

FIRST = 90  # of the credit codes
FIRMS = ["演示裁缝铺", "演示修车行"]


def load(*, at: datetime) -> None:
    """Once, after the officials."""
    clerk = User.objects.get(username="clerk")
    calls = [take(serial, name, clerk, at) for serial, name in enumerate(FIRMS)]
    mandates.end(mandate=calls[0].mandate, by=clerk, at=at)


def take(serial: int, name: str, clerk: User, at: datetime) -> hotline.Call:
    street = Division.objects.get(pk=STREET)
    giver = Giver(f"演示来电人{serial + 1}", Relation.MANAGER, f"1380000{9101 + serial}")
    values = {
        "name": name,
        "legal_representative": "演示李某",
        "division": street,
        "address": f"{street.name}演示路{101 + serial}号",
        "industry_code": "O81",
        "staff_total": 3,
        "contact_name": giver.name,
        "contact_phone": giver.phone,
    }
    return hotline.take_call(
        credit_code=credit_code(FIRST + serial), firm=values, giver=giver, agreed=True, by=clerk, at=at
    )
