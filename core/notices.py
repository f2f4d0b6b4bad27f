"""Words of the messages that the foundation sends. Params are plain text and numbers; never health data."""

from django.utils.translation import gettext_lazy as _

from core.notifications import Notice

NOTICES = {
    "export.asked": Notice(
        _("An export with people's data waits for your consent"),
        _("%(by)s asks for the data of %(people)s people. Reason: %(reason)s"),
    ),
    "export.ready": Notice(
        _("Your export is ready"), _("It has %(rows)s rows and can be downloaded for three days.")
    ),
    "export.declined": Notice(_("Your export was declined"), _("Reason: %(note)s")),
}
