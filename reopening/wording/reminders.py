"""The words of a reminder, for a group chat or for one person's phone."""

from django.utils.translation import gettext as _

from reopening import codes


def reminder(firm: str, address: str, code: str = "") -> str:
    """
    With the firm's link; with the person's own `code` behind it, nothing has to be typed.

    :param code: without hyphens; empty for a message to many
    """
    link = f"{address}#{codes.shown(code)}" if code else address
    return _("%(firm)s asks you to declare your health before it reopens. It takes a minute: %(link)s") % {
        "firm": firm,
        "link": link,
    }
