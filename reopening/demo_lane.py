"""A maker of protective goods in the green channel of its city: 48 hours for an answer (S42), 30 of them gone."""

from datetime import datetime, timedelta

from reopening.demo_opened import File, file_one
from reopening.models import Application, SiteKind

FILED = timedelta(hours=30)  # ago
GOODS = File("五马演示防护服厂", "C18", SiteKind.FACTORY, "epidemic_control", "330302006", 35)


def load(serial: int, at: datetime) -> Application:
    """:param serial: of the firm, which no other one of the demo has"""
    return file_one(serial, GOODS, at - FILED)
