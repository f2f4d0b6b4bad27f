"""What the authority of a division is called on papers: written by its administrators (docs/adr/0055)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError
from core.models import AuthorityName, Division, Role, User
from core.permissions import in_jurisdiction
from core.printing.faces import describe, missing_characters


class WrongName(DomainError):
    """The name cannot be printed as it is; `errors` names the language."""

    code = "wrong_name"
    message = _("The name cannot be printed like this.")


@transaction.atomic
def write(*, division: Division, zh: str, en: str, by: User, at: datetime) -> AuthorityName | None:
    """
    Call the division's authority so on papers made from now on; nothing in both languages: as the one above it.

    What stands already is left alone.

    :raises PermissionDenied: unless `by` administers the division
    :raises WrongName: if one language is missing, or has a character that no typeface has
    """
    if not in_jurisdiction(by, Role.ADMINISTRATOR, division.pk):
        raise PermissionDenied
    said = {"zh": " ".join(zh.split()), "en": " ".join(en.split())}
    refuse_wrong(said)
    Division.objects.select_for_update(of=("self",), no_key=True).get(pk=division.pk)
    newest = AuthorityName.objects.filter(division=division).order_by("-pk").first()
    before = {"zh": newest.name, "en": newest.name_en} if newest else {"zh": "", "en": ""}
    if said == before:
        return newest
    row = AuthorityName.objects.create(
        division=division, name=said["zh"], name_en=said["en"], written_at=at, written_by=by
    )
    data = {"division": division.pk, "from": before, "to": said}
    audit.record(row, "authorityname.write", by=by, at=at, data=data)
    return row


def refuse_wrong(said: dict[str, str]) -> None:
    """:raises WrongName:"""
    problems = {language: problem_in(said, language) for language in said}
    if errors := [
        {"path": language, "code": WrongName.code, "message": problem}
        for language, problem in problems.items()
        if problem
    ]:
        raise WrongName(errors=errors)


def problem_in(said: dict[str, str], language: str) -> str:
    """What is wrong with the name in a language, as a sentence; empty if nothing is."""
    if not said[language] and any(said.values()):
        return str(_("Please write the name in both languages, or in none."))
    if missing := missing_characters(said[language]):
        return str(_("No typeface of papers has %(characters)s.")) % {"characters": describe(missing)}
    return ""
