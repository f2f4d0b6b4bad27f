"""Tell keepers what is near its day and where stock runs low, once a day."""

from datetime import datetime

from django.db import transaction

from core.dates import shanghai_day, start_of
from core.models import Notification, Role, User
from core.notifications import Message, notify_many
from supplies.queries import alarms

KIND = "supplies.stock_alarm"


@transaction.atomic
def warn(at: datetime) -> int:
    """How many people were told. Who has been told today is not told again."""
    since = start_of(shanghai_day(at))
    told = Notification.objects.filter(kind=KIND, created_at__gte=since).values("user")
    roles = [Role.DISPATCHER, Role.DEPOT_KEEPER]
    people = User.objects.filter(appointments__role__in=roles, is_active=True).exclude(pk__in=told)
    messages = []
    for person in people.distinct().order_by("pk"):
        near, low = alarms.alarms_of(person, at)
        count = near.count()
        if count or low:
            messages.append(Message(person.pk, {"near": count, "low": len(low)}, "/supplies/alarms/"))
    notify_many(messages, KIND)
    return len(messages)
