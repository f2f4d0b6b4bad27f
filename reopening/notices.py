"""Words of the messages that the hall sends. Params are plain text and numbers; never health data."""

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
    "roster.shared": Notice(
        _("Another firm lists people of %(firm)s too"),
        _(
            "People of your roster who stand on another filed roster as well: %(count)s. Please ask whether they "
            "still work for you."
        ),
    ),
    "application.announce_purge": Notice(
        _("%(firm)s: people's data will be deleted on %(day)s"),
        _(
            "Nobody has gone on with this application for a long time. From %(day)s on, its list of people with "
            "their declarations, its papers and its photos are deleted. To keep them, open the application and save "
            "a section, or submit it, before that day. The application itself stays."
        ),
    ),
    "application.signed": Notice(
        _("Please sign the application of %(firm)s"),
        _("%(by)s has signed it. It is submitted once a second person with signing power has signed too."),
    ),
    "application.declined": Notice(
        _("The application of %(firm)s was not signed"),
        _("%(by)s did not sign: %(note)s"),
    ),
    "member.joined": Notice(
        _("%(who)s now acts for %(firm)s"),
        _("The invitation was accepted. You see all people on the firm's page."),
    ),
    "member.asks": Notice(
        _("%(who)s asks to act for %(firm)s"),
        _(
            "Please confirm or refuse it on the page of the firm's people. If you do not know the person, refuse."
        ),
    ),
    "member.admitted": Notice(
        _("You now act for %(firm)s"), _("Your request was confirmed. You can open its applications.")
    ),
    "member.refused": Notice(_("You do not act for %(firm)s"), _("Your request was refused. %(reason)s")),
    "member.give_power": Notice(
        _("You may now sign for %(firm)s"), _("You can accept the commitment and submit its applications.")
    ),
    "member.take_power": Notice(
        _("You may no longer sign for %(firm)s"),
        _("You still act for the firm; others submit its applications."),
    ),
    "member.removed": Notice(
        _("You no longer act for %(firm)s"),
        _("A person with signing power ended it. What you did stays on record."),
    ),
    "application.rechecked": Notice(
        _("New rules apply to the application of %(firm)s"),
        _("“%(policy)s” has taken effect. The application's page says what changes for you."),
    ),
    "application.no_filing_needed": Notice(
        _("%(firm)s no longer needs to file"),
        _(
            "“%(policy)s” has taken effect: nothing has to be filed any more. You may withdraw the application."
        ),
    ),
    "case.rechecked": Notice(
        _("Case %(number)s was judged again under new rules"),
        _("“%(policy)s” has taken effect. The case of %(firm)s shows what changes."),
    ),
    "case.handed_in_again": Notice(
        _("Corrected and handed in again: %(number)s"),
        _("%(firm)s has answered what you sent back. The case stands on top of your queue."),
    ),
    "cases.escalated": Notice(
        _("Late cases were handed up to your office: %(count)s"),
        _("The office below has not answered in time. The queue shows them under the mark “Handed up”."),
    ),
    "cases.handed_up": Notice(
        _("Late cases were handed up to the office above: %(count)s"),
        _("Their answers were due. You may still work on them until the office above takes them up."),
    ),
    "application.escalated": Notice(
        _("Your application %(number)s was handed up"),
        _(
            "The answer for %(firm)s is late. The office above (%(office)s) has been told and can deal with it."
        ),
    ),
    "application.reported_mended": Notice(
        _("%(firm)s says that it is mended"),
        _("You stopped the firm (case %(number)s). Please look, and let it open again."),
    ),
    "mandate.given": Notice(
        _("Somebody files for %(firm)s"),
        _(
            "Number %(number)s: a clerk of the hotline or an operator may fill in and submit the application of "
            "%(firm)s. If you know nothing of it, end it on the page."
        ),
    ),
}
