"""Internal notes: officials write to each other about a case; who is mentioned is told."""

import re
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.models import CaseNote
from approvals.permissions import writes_notes
from approvals.queries.advice import officials_of
from core import audit
from core.errors import DomainError
from core.models import User
from core.notifications import notify
from reopening.models import Application

MENTION = re.compile(r"@([\w.·\-]{2,80})")


class NobodyOfThisName(DomainError):
    code = "nobody_of_this_name"

    def __init__(self, names: list[str]) -> None:
        words = _("Nobody of this place is called %(names)s. Write the user name or the whole name after @.")
        sentence = words % {"names": ", ".join(f"@{name}" for name in names)}
        super().__init__(sentence, errors=[{"path": "text", "code": self.code, "message": sentence}])


@transaction.atomic
def write(*, application: Application, text: str, by: User, at: datetime) -> CaseNote:
    """
    Add a note; whoever it calls with `@` is told, with the way to the case.

    :raises PermissionDenied: unless `by` reviews, decides or inspects there
    :raises NobodyOfThisName: if a name after `@` is nobody's of this place
    """
    if not writes_notes(by, application):
        raise PermissionDenied
    people = mentioned(text, application)
    note = CaseNote.objects.create(
        application=application,
        text=text,
        mentioned=[{"username": person.username, "name": str(person)} for person in people],
        written_at=at,
        written_by=by,
    )
    data = {"mentioned": [person.username for person in people]}
    audit.record(application, "note.write", by=by, at=at, data=data)
    notify(
        [person for person in people if person != by],
        "note.mentioned",
        params={"number": application.number, "firm": application.firm.name, "by": str(by)},
        url=f"{reverse('approvals:case', args=[application.public_id])}#notes",
    )
    return note


def mentioned(text: str, application: Application) -> list[User]:
    """The officials of the place that the text names after `@`, each once."""
    names = list(dict.fromkeys(name.rstrip(".-·") for name in MENTION.findall(text)))
    if not names:
        return []
    here = list(officials_of(application))
    known = {person.name: person for person in here if person.name} | {
        person.username: person for person in here
    }
    unknown = [name for name in names if name not in known]
    if unknown:
        raise NobodyOfThisName(unknown)
    return list(dict.fromkeys(known[name] for name in names))
