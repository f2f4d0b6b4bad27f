"""Words of the messages about documents. Params are plain text and numbers; never health data."""

from django.utils.translation import gettext_lazy as _

from core.notifications import Notice

NOTICES = {
    "document.infected": Notice(
        _("A virus was found in a file of %(firm)s"),
        _("The file “%(file)s” is not handed out to anybody. Please remove it and hand in another copy."),
    ),
    "paper.handed_in": Notice(
        _("A paper was handed in later: %(number)s"),
        _("%(firm)s has handed in what it promised. Please look at it and confirm it, or turn it down."),
    ),
    "paper.confirmed": Notice(
        _("Your paper is confirmed: %(number)s"),
        _("The office has confirmed what %(firm)s handed in later. The condition is met."),
    ),
    "paper.turned_down": Notice(
        _("Please hand a paper in again: %(number)s"),
        _("The office cannot take what %(firm)s handed in. Reason: %(note)s"),
    ),
}
