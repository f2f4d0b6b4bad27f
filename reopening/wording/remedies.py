"""What a firm can do about each finding that is not met, by the key of its sentence."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from reopening.wording.sentences import Sentence

ISOLATION_REMEDY = _("Set up a separate, aired room near the entrance and mark it under “Firm and site”.")

REMEDIES: dict[str, Sentence] = {
    "opening_day_missing": _("Enter %(earliest_on)s or a later day."),
    "opening_day_early": _("Choose %(earliest_on)s or a later day. The day moves on if you submit later."),
    "class_missing": _("Choose it under “Firm and site”. If none of the kinds fits, choose the last one."),
    "phase_not_yet": _(
        "Choose %(phase_from_on)s or a later day. If your firm is of another kind, change it under “Firm "
        "and site”."
    ),
    "phase_over": _("Please ask your street office, or change the kind of firm if it is wrong."),
    "trade_too_wide": _("You find it in GB/T 4754. Please enter it as the industry of your firm."),
    "trade_closed": _("If the industry code %(industry)s is wrong, correct it under “Firm and site”."),
    "heads_missing": _("Enter the number under “Date and head count”."),
    "exposed_missing": _("Enter the number under “Date and head count”; 0 if there is nobody."),
    "heads_above_staff": _(
        "Correct the number under “Date and head count”, or the number of staff in all under “Firm and site”."
    ),
    "heads_differ": _("Change the number, or mark in the roster who will be on site."),
    "roster_empty": _("Upload a file, or add people one by one."),
    "staff_missing": _("Enter the number under “Firm and site”."),
    "roster_short": _("Add the missing people, or correct the number of staff if it is wrong."),
    "declarations_missing": _(
        "Hand out link and codes under “Declarations”, and remind those who are missing."
    ),
    "declarations_old": _("Ask them under “Declarations” to declare again; it takes a minute."),
    "people_to_confirm": _("Confirm them under “Declarations”, or take them off the roster."),
    "roster_long": _("Correct the number of staff, or remove people who have left."),
    "roster_rows_refused": _("Download these rows with the reasons, correct them and upload only them."),
    "people_elsewhere": _("Please ask whether they still work for you. The office sees the same sentence."),
    "on_site_held": _(
        "Mark them as staying at home, or choose a day on which they are clear. Anyone who has to declare again "
        "does so once they are well."
    ),
    "on_site_held_no_day": _("Mark them as staying at home until they are clear."),
    "post_empty": _("Name somebody of your roster."),
    "post_uncertified": _("Enter the number and the last day of the certificate."),
    "post_gap_until": _("Name somebody else for the time until then, or choose a later opening day."),
    "post_gap": _("Name somebody who can be on site on that day."),
    "post_holder_gone": _("Name somebody else, or put the person back on the roster."),
    "shifts_missing": _("Enter who starts when. One row is enough if everybody starts together."),
    "shifts_differ": _("Correct the shifts, or the number of people under “Date and head count”."),
    "arrivals_high": _(
        "Let groups start at different times, or open more entrances. The desk can suggest times."
    ),
    "meals_high": _("Let groups eat at different times, or bring boxed meals to the workplace."),
    "starts_close": _("Move one of them, or let both start together."),
    "plan_blanks": _("Fill in the words between 【 and 】 and remove the brackets."),
    "supply_short": ngettext_lazy(
        "Missing: %(short_counted)s, that is %(packs)s pack of %(pack_units)s. You can order here, or add what "
        "you have.",
        "Missing: %(short_counted)s, that is %(packs)s packs of %(pack_units)s. You can order here, or add what "
        "you have.",
        "packs",
    ),
    "supply_few": _("Missing: %(short_counted)s. You can order here, or add what you have."),
    "supply_hint": _("This is only a hint; it does not hold up your application."),
    "isolation_missing": ISOLATION_REMEDY,
    "isolation_nowhere": ISOLATION_REMEDY,
    "count_again": _("Open the section, correct the quantities and save it."),
    "being_screened": _(
        "This takes a minute or two for a large roster. You may go on with the other sections."
    ),
    "plan_short": _("Write a few sentences in each. The hints beside the fields say what belongs there."),
    "paper_missing": _("Hand it in under “Documents” before you submit."),
    "paper_later": _("Nothing to do now. The case will show the day by which it is due."),
    "paper_undecided": ngettext_lazy(
        "Hand it in, or accept the letter of commitment: then it may follow within %(count)s day of the decision.",
        "Hand it in, or accept the letter of commitment: then it may follow within %(count)s days of the decision.",
        "count",
    ),
    "paper_waiting": _("This takes a few minutes. You need not upload it again."),
    "paper_infected": _("Remove the file and hand in another copy, from a device that has been cleaned."),
    "document_infected": _("Remove the file under “Documents”."),
    "signatories_missing": _("Invite a colleague with signing power now, on the page of the firm's people."),
    "commitment_missing": _("A person with signing power reads and accepts it in the last section."),
    "preconditions_missing": _("Complete these sections first."),
}
