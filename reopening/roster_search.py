"""Finding somebody on a roster by a part of the name, or by the last characters of the ID number."""

import re

from django.db.models import QuerySet

from core.folding import fold
from reopening.elsewhere import keys_elsewhere
from reopening.models import Application, StaffMember

END_OF_NUMBER = re.compile(r"[0-9]{3,}[0-9X]")


def found_on_roster(
    application: Application, *, words: str = "", class_code: str = "", elsewhere: bool = False
) -> QuerySet[StaffMember]:
    """
    People of this roster, ready to be paged by key; all of them when nothing is asked.

    :param elsewhere: only those whom another firm that has filed lists too
    """
    people = StaffMember.objects.filter(application=application)
    if class_code:
        people = people.filter(class_code=class_code)
    if elsewhere:
        people = people.filter(pk__in=keys_elsewhere(application))
    text = fold(words)
    return people.filter(pk__in=called(people, text)) if text else people


def called(people: QuerySet[StaffMember], text: str) -> list[int]:
    """
    Keys of those whose name holds `text`, or whose number ends with it.

    Numbers are sealed each for itself, so that no index knows their end, and a part of a name has none either:
    the names of this one roster are read, and its numbers are opened when `text` may be the end of one.
    """
    end = text.upper()
    if not END_OF_NUMBER.fullmatch(end):
        return [key for key, name in people.values_list("pk", "name") if text in name]
    rows = people.values_list("pk", "name", "resident_id")
    return [key for key, name, number in rows if text in name or number.endswith(end)]
