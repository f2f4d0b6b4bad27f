"""Reminders as text messages, each with the person's own link."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation

from core import sms
from core.background import progress
from core.models import Job
from reopening.models import Application, DeclarationLink, StaffMember
from reopening.wording.reminders import reminder


def send(*, application: Application, reminded_at: datetime, job: Job) -> dict[str, int]:
    """
    Send what was promised at `reminded_at` to everybody with a mobile who has not declared meanwhile.

    The row is locked while its message goes out and marked in the same transaction; a crash between the two sends
    it again under the same key. A number that the gateway refuses is counted and left.
    """
    link = application.declaration_link
    people = list(waiting(application, reminded_at).order_by("pk").values_list("pk", flat=True))
    done = {"sent": 0, "refused": 0}
    for place, key in enumerate(people, start=1):
        with transaction.atomic():
            rows = waiting(application, reminded_at).select_for_update(of=("self",), no_key=True)
            if (member := rows.filter(pk=key).first()) and link.is_open:
                done["sent" if sent(application, link, member) else "refused"] += 1
        progress(job, done=place, total=len(people))
    return done


def waiting(application: Application, reminded_at: datetime) -> QuerySet[StaffMember]:
    """Those whose message of this reminder has not gone."""
    unsent = Q(sms_at__isnull=True) | Q(sms_at__lt=F("reminded_at"))
    return StaffMember.objects.filter(unsent, application=application, reminded_at=reminded_at).exclude(
        mobile=""
    )


def sent(application: Application, link: DeclarationLink, member: StaffMember) -> bool:
    """Hand over one message and note it; False if the gateway refuses the number."""
    with translation.override(settings.LANGUAGE_CODE):
        text = reminder(application.firm.name, link.address, member.code)
    try:
        sms.send(key=f"{member.public_id}/{member.reminded_at:%Y%m%d%H%M%S}", to=member.mobile, text=text)
    except sms.SmsRefused:
        return False
    member.sms_at = timezone.now()
    StaffMember.objects.filter(pk=member.pk).update(sms_at=member.sms_at)
    return True
