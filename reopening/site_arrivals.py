"""When the people of all tenants of a site arrive."""

from django.db.models import Sum

from reopening.arrivals import Shift as Arriving
from reopening.models import Shift, Tenancy, TenancyStatus, Umbrella
from reopening.models.shifts import minute_of


def arrivals_of(umbrella: Umbrella) -> list[Arriving]:
    """Everybody who comes to a site, by when they start; one query, however many tenants there are."""
    tenants = Tenancy.objects.filter(umbrella=umbrella, status=TenancyStatus.ACTIVE)
    rows = Shift.objects.filter(application__in=tenants.values("application"))
    groups = rows.values_list("starts_at", "ends_at", "arrival_minutes").annotate(people=Sum("people"))
    return [
        Arriving("", people, minute_of(start), minute_of(end), window=window)
        for start, end, window, people in groups.order_by("starts_at")
    ]
