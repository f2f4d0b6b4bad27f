"""Personal codes for the people of a roster, many at once, and the list to hand them out by."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.background import enqueue, progress
from core.errors import DomainError
from core.fields import encrypt
from core.models import Job, User
from core.workflow import lock
from reopening.codes import code_hash, new_code
from reopening.models import Application, DeclarationLink, StaffMember
from reopening.roster_files.slips import workbook
from reopening.services.links import link_of
from reopening.transitions import APPLICATION

CHUNK = 2_000  # people in one transaction
# The keys are said twice: while statistics are young, each person was compared with all that are given.
GIVE = (
    "UPDATE reopening_staffmember AS person SET code = given.code, code_hash = given.code_hash "
    "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS given (id, code, code_hash) "
    "WHERE person.id = given.id AND person.id = ANY(%s) AND person.code_hash = ''"
)


class NoSlips(DomainError):
    code = "no_slips"
    message = _("The list is not ready. Please make it first.")


def make(*, application: Application, by: User, at: datetime, anew: bool = False) -> Job:
    """
    Give a code to everybody without one, and make the list, in the background.

    :param anew: the codes handed out so far are void at once
    :raises NoLink: before the link was made
    """
    with APPLICATION.transition(application, "edit", by=by, at=at, data={"act": "make_codes", "anew": anew}):
        link = link_of(application)
        if anew:
            application.staff.exclude(code_hash="").update(code="", code_hash="")
        link.job = enqueue("reopening.tasks.write_slips", by=by, application_id=application.pk)
        link.slips, link.slips_at = "", None
        link.save(update_fields=["job", "slips", "slips_at"])
    return link.job


def renew(*, member: StaffMember, by: User, at: datetime) -> str:
    """Another code for one person; the old one is void. The list made before is void with it."""
    application = member.application
    data = {"act": "renew_code", "staff": str(member.public_id)}
    with APPLICATION.transition(application, "edit", by=by, at=at, data=data):
        link = link_of(application)
        code = new_code()
        rows = StaffMember.objects.filter(pk=member.pk)
        rows.update(code=code, code_hash=code_hash(application.pk, code))
        link.slips, link.slips_at, link.job = "", None, None  # a list on its way is void as well
        link.save(update_fields=["slips", "slips_at", "job"])
    return code


def write(*, link: DeclarationLink, job: Job, at: datetime) -> int:
    """
    What `make` promised; how many people are on the list. Safe to run again: who has a code keeps it.

    Two codes that happen to be equal are refused by the database, and the next attempt of the job draws others.
    """
    application = link.application
    without = application.staff.filter(code_hash="").order_by("pk")
    total = without.count() + application.staff.count()
    done = 0
    while chunk := list(without.values_list("pk", flat=True)[:CHUNK]):
        give(application.pk, chunk)
        done += len(chunk)
        progress(job, done=done, total=total)
    people = 0

    def rows() -> Iterator[StaffMember]:
        nonlocal people
        listed = application.staff.only("name", "post", "mobile", "code", "application_id").order_by("pk")
        for people, member in enumerate(listed.iterator(CHUNK), start=1):
            yield member
            if people % CHUNK == 0:
                progress(job, done=min(done + people, total), total=total)

    content = workbook(rows(), link.address)
    keep(link, content, people, job, at=at)
    progress(job, done=total, total=total)
    return people


@transaction.atomic
def give(application_id: int, people: list[int]) -> None:
    """New codes for these people, in one statement."""
    codes = [new_code() for _person in people]
    sealed = [encrypt(code) for code in codes]
    hashed = [code_hash(application_id, code) for code in codes]
    with connection.cursor() as cursor:
        cursor.execute(GIVE, [people, sealed, hashed, people])


@transaction.atomic
def keep(link: DeclarationLink, content: bytes, people: int, job: Job, *, at: datetime) -> None:
    """Store the list, sealed, unless another one was asked for, or the address changed, meanwhile."""
    address = link.address
    lock(link)
    if link.job_id != job.pk or link.address != address:
        return
    link.slips, link.slips_at = b64encode(content).decode(), at
    link.save(update_fields=["slips", "slips_at"])
    audit.record(
        link.application, "declaration.write_slips", by=job.created_by, at=at, data={"people": people}
    )


def slips_of(application: Application) -> bytes:
    """:raises NoSlips: while there is no list"""
    link = DeclarationLink.objects.filter(application=application).only("slips").first()
    if link is None or not link.slips:
        raise NoSlips
    return b64decode(link.slips)
