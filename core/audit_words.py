"""What acts are called in the audit trail: every verb of every package, in words."""

from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.packages import modules

WORDS: dict[str, Promise] = {
    "access_token.issue": _("An access token was issued"),
    "access_token.revoke": _("An access token was withdrawn"),
    "authorityname.write": _("The name of an authority was written"),
    "export.ask": _("A list was asked for as a file"),
    "export.consent": _("An export was consented to"),
    "export.decline": _("An export was not consented to"),
    "export.hold": _("An export was held for consent"),
    "export.finish": _("An export was made"),
    "export.download": _("An export was downloaded"),
    "export.expire": _("An export came to its end"),
    "job.retry": _("Failed work was started again"),
    "paper.make": _("A paper was made"),
    "paper.reprint": _("A paper was made anew"),
    "papertemplate.draft": _("A template was begun"),
    "papertemplate.edit": _("The words of a template were changed"),
    "papertemplate.lay_out": _("The layout of a template was changed"),
    "papertemplate.preview": _("A sample of a template was drawn"),
    "papertemplate.publish": _("A template was published"),
    "papertemplate.discard": _("A template was discarded"),
    "user.appoint": _("A person was appointed"),
    "user.dismiss": _("A person was dismissed"),
    "user.invite": _("A person was invited"),
}


@cache
def words() -> dict[str, Promise]:
    """By verb: what each package calls its acts in its `audit_words.py`."""
    return {verb: word for module in modules("audit_words") for verb, word in module.WORDS.items()}


def act_named(verb: str) -> Promise | str:
    """The words of an act; the verb itself where an older release knew one that is gone."""
    return words().get(verb, verb)
