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
    "job.failed": Notice(
        _("Work that you asked for has failed"),
        _(
            "It was tried %(attempts)s times. An administrator is told too and can start it again; "
            "you need not ask for it anew."
        ),
    ),
    "jobs.failed": Notice(
        _("Work in the background has failed: %(task)s"),
        _("It was tried %(attempts)s times. The page says why, and lets you start it again."),
    ),
    "export.declined": Notice(_("Your export was declined"), _("Reason: %(note)s")),
}
