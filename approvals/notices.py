"""Words of the messages that deciding sends. Params are plain text and numbers; never health data."""

from django.utils.translation import gettext_lazy as _

from core.notifications import Notice

NOTICES = {
    "question.asked": Notice(
        _("Your advice is asked for: %(number)s"),
        _(
            "%(by)s asks you about the case of %(firm)s. The question and what you need to see are on its page."
        ),
    ),
    "question.answered": Notice(
        _("Your question was answered: %(number)s"),
        _("%(by)s has answered about the case of %(firm)s."),
    ),
    "note.mentioned": Notice(
        _("You are mentioned on a case: %(number)s"),
        _("%(by)s calls you in a note on the case of %(firm)s."),
    ),
    "visit.arranged": Notice(
        _("A visit is arranged for you: %(number)s"),
        _("Please look at the site of %(firm)s. Day, points and the way to record it are on the page."),
    ),
    "visit.coming": Notice(
        _("Your site will be looked at on %(when)s"),
        _(
            "The office visits %(firm)s for the application %(number)s. Please let somebody be there who knows it."
        ),
    ),
    "visit.call_coming": Notice(
        _("A video call to look at your site: %(when)s"),
        _("The office calls %(firm)s for the application %(number)s. The way into the call is on its page."),
    ),
    "visit.called_off": Notice(
        _("The check of your site does not take place: %(when)s"),
        _("It was arranged for %(firm)s and is called off. You need not do anything."),
    ),
    "application.handed_over": Notice(
        _("A case was handed over to you: %(number)s"),
        _("%(by)s handed the case of %(firm)s over to you. %(note)s"),
    ),
    "application.taken_up": Notice(
        _("The office above has taken a case up: %(number)s"),
        _("%(by)s now deals with the late case of %(firm)s. You need not do anything more."),
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
    "application.deemed": Notice(
        _("Your application %(number)s counts as approved"),
        _("Nobody had answered %(firm)s in time, and by the policy silence counts as yes. You may reopen."),
    ),
    "application.opened_on_commitment": Notice(
        _("%(firm)s may open on its commitment"),
        _(
            "%(number)s needs nobody's answer. After the opening the office checks whether all is as promised."
        ),
    ),
    "check.untrue": Notice(
        _("Not as promised: %(number)s"),
        _(
            "%(by)s has stopped %(firm)s, which does not keep its commitment. Please decide on its certificate."
        ),
    ),
    "application.rejected": Notice(
        _("Your application %(number)s is rejected"),
        _("The office rejected the application of %(firm)s. The reasons are on the page of the application."),
    ),
    "application.stopped": Notice(
        _("%(firm)s must stop work now"),
        _(
            "The office has stopped the firm until what is wrong is mended. What to do is on the page of %(number)s."
        ),
    ),
    "application.sealed": Notice(
        _("The premises of %(firm)s are sealed"),
        _("Nobody may work there. The reasons, and what to do, are on the page of %(number)s."),
    ),
    "application.reopened": Notice(
        _("%(firm)s may open again"),
        _("The stop has ended, and the certificate of %(number)s counts again."),
    ),
    "application.suspended": Notice(
        _("%(firm)s must stand still with its area or trade"),
        _("Nobody works on site until the suspension ends; you are told at once. Reason: %(reason)s"),
    ),
    "application.restored": Notice(
        _("The suspension that stopped %(firm)s has ended"),
        _("Look at the page of %(number)s before you open: a stop on your firm alone would stay. %(reason)s"),
    ),
    "suspension.proposed": Notice(
        _("Suspension %(number)s waits for a second signature"),
        _("%(by)s asks to suspend %(firms)s firms. Nothing happens before another approver signs too."),
    ),
    "suspension.declined": Notice(
        _("Suspension %(number)s was not countersigned"),
        _("%(by)s did not sign it: %(note)s"),
    ),
    "condition.reminder": Notice(
        _("A condition is due on %(day)s: %(number)s"),
        _("%(firm)s still has to meet it. What is asked, and what follows if nothing comes, is on the page."),
    ),
    "condition.overdue": Notice(
        _("A condition was due on %(day)s: %(number)s"),
        _("%(firm)s has not met it in time. Please meet it now; the page says what follows from it."),
    ),
    "condition.extended": Notice(
        _("A condition may be met until %(day)s: %(number)s"),
        _("The office gives %(firm)s more time. Reason: %(note)s"),
    ),
    "conditions.overdue": Notice(
        _("Conditions became overdue: %(count)s"),
        _("Firms of your office have not met them in time. The list shows what was done about each."),
    ),
    "certificate.ready": Notice(
        _("Certificate %(number)s is ready"),
        _("The certificate of %(firm)s can be downloaded and printed."),
    ),
    "certificate.revoked": Notice(
        _("Certificate %(number)s is revoked"),
        _("%(firm)s must stop work on site. Reason: %(reason)s"),
    ),
    "certificate.lapsed": Notice(
        _("Certificate %(number)s has ended"),
        _(
            "%(firm)s must stop work on site: a condition was not met in time. Which one is on the application's page."
        ),
    ),
    "certificate.revocation_proposed": Notice(
        _("Certificate %(number)s: somebody asks to revoke it"),
        _(
            "%(by)s asks to take the approval of %(firm)s back. Nothing happens before another approver confirms."
        ),
    ),
    "certificate.reinstated": Notice(
        _("Certificate %(number)s counts again"),
        _("The approval of %(firm)s was given back. %(reason)s"),
    ),
    "appeal.filed": Notice(
        _("%(firm)s appeals: %(number)s"),
        _("Please answer by %(due)s. The decision stands until then."),
    ),
    "appeal.enclosed": Notice(
        _("%(firm)s encloses papers with its appeal: %(number)s"),
        _("Please read them before you answer. They are on the page of the appeal."),
    ),
    "appeal.late": Notice(
        _("A late appeal is yours to answer now: %(number)s"),
        _(
            "The answer to %(firm)s is overdue. It was handed up to your office; please read the appeal and answer."
        ),
    ),
    "appeal.handed_up": Notice(
        _("Your appeal was handed up: %(number)s"),
        _("The answer is late, so %(office)s answers %(firm)s now. You need not do anything."),
    ),
    "appeal.upheld": Notice(
        _("Your appeal was dismissed: %(number)s"),
        _("Another approver has looked at it again, and the decision on %(firm)s stands. The page says why."),
    ),
    "appeal.overturned": Notice(
        _("Your appeal was allowed: %(number)s"),
        _("The decision on %(firm)s is undone. What happens next is on the page of the application."),
    ),
    "appeal.answered": Notice(
        _("An appeal was answered: %(number)s"),
        _("%(by)s has answered the appeal of %(firm)s against a decision in your case."),
    ),
    "batch.proposed": Notice(
        _("Batch %(number)s waits for a second signature"),
        _("%(by)s has signed for %(firms)s firms. Nothing is decided before another approver signs too."),
    ),
    "batch.sent_back": Notice(
        _("Batch %(number)s came back"),
        _("%(by)s did not countersign it: %(note)s"),
    ),
    "roll_back.proposed": Notice(
        _("A roll-back of batch %(number)s waits for a second signature"),
        _(
            "%(by)s asks to take back the approvals of %(firms)s firms. Nothing changes before another approver signs."
        ),
    ),
    "roll_back.done": Notice(
        _("The roll-back of batch %(number)s is carried out"),
        _("%(rolled_back)s approvals taken back, %(refused)s not. Each case has its result on that page."),
    ),
    "batch.signed": Notice(
        _("Batch %(number)s is signed"),
        _("%(approved)s approved, %(refused)s not approved. Each case has its result on the batch's page."),
    ),
}
