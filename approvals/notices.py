"""Words of the messages that deciding sends. Params are plain text and numbers; never health data."""

from django.utils.translation import gettext_lazy as _

from core.notifications import Notice

NOTICES = {
    "application.handed_over": Notice(
        _("A case was handed over to you: %(number)s"),
        _("%(by)s handed the case of %(firm)s over to you. %(note)s"),
    ),
    "application.handed_back": Notice(
        _("A case came back to you: %(number)s"),
        _("%(by)s handed the case of %(firm)s back to you. %(note)s"),
    ),
    "application.returned": Notice(
        _("Please correct your application %(number)s"),
        _("The office asks %(firm)s to correct some points. The application's page lists all of them."),
    ),
    "application.approved": Notice(
        _("Your application %(number)s is approved"),
        _("%(firm)s may reopen. The certificate is being drawn and will be on the page of the application."),
    ),
    "application.rejected": Notice(
        _("Your application %(number)s is rejected"),
        _("The office rejected the application of %(firm)s. The reasons are on the page of the application."),
    ),
    "certificate.ready": Notice(
        _("Certificate %(number)s is ready"),
        _("The certificate of %(firm)s can be downloaded and printed."),
    ),
    "certificate.revoked": Notice(
        _("Certificate %(number)s is revoked"),
        _("%(firm)s must stop work on site. Reason: %(reason)s"),
    ),
    "batch.proposed": Notice(
        _("Batch %(number)s waits for a second signature"),
        _("%(by)s has signed for %(firms)s firms. Nothing is decided before another approver signs too."),
    ),
    "batch.sent_back": Notice(
        _("Batch %(number)s came back"),
        _("%(by)s did not countersign it: %(note)s"),
    ),
    "batch.signed": Notice(
        _("Batch %(number)s is signed"),
        _("%(approved)s approved, %(refused)s not approved. Each case has its result on the batch's page."),
    ),
}
