"""
The certificate of an amended version gives way to the next one's: on the same day, in the same transaction.

Of one case one certificate counts on each day at most, and none of its days goes without (docs/adr/0017).
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from approvals.models import Certificate, CertificateStatus
from approvals.transitions import CERTIFICATE
from core.dates import shanghai_day
from core.models import User
from reopening.models import Application


def replace_many(first_days: Mapping[Application, date], *, by: User, at: datetime) -> dict[int, Certificate]:
    """
    Let the certificates of the versions that these amend end when the new ones begin; by the key of the new
    application, the one that it replaces. The number of queries does not grow with them.

    :param first_days: the first day of the new certificate of each application
    """
    followers = {each.amends_id: each for each in first_days if each.amends_id}
    if not followers:
        return {}
    rows = (
        Certificate.objects.filter(application__in=followers)
        .select_related("application")
        .defer("wording", "application__snapshot")
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    old, today = list(rows), shanghai_day(at)
    for certificate in old:
        follows_on = first_days[followers[certificate.application_id]]
        # One whose first day has not come leaves no gap: it ends at once.
        certificate.replaced_on = follows_on if certificate.valid_from <= today else today
    Certificate.objects.bulk_update(old, ["replaced_on"])
    for refusal in CERTIFICATE.transition_many(old, "replace", by=by, at=at).values():
        raise refusal
    return {followers[each.application_id].pk: each for each in old}


@transaction.atomic
def end_rest(certificate: Certificate, *, by: User, at: datetime) -> None:
    """When the newer certificate is revoked, the one before does not live on until it would have begun."""
    today, old = shanghai_day(at), certificate.replaces
    if old is None or old.status != CertificateStatus.REPLACED or (old.replaced_on or today) <= today:
        return
    with CERTIFICATE.transition(old, "end", by=by, at=at):
        old.replaced_on = today
