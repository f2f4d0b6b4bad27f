"""Every sentence of findings and screenings, by key. `count` chooses between singular and plural."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

Sentence = Promise | str

MESSAGES: dict[str, Sentence] = {
    "no_filing_needed": _("No filing is needed here. You may open as soon as you are ready."),
    "opening_day_missing": _(
        "Please choose your opening day. If you submit now, the earliest day is %(earliest_on)s."
    ),
    "opening_day_early": _(
        "You cannot open on %(opens_on)s yet. If you submit now, the earliest day is %(earliest_on)s."
    ),
    "opening_day_kept": _("Opening on %(opens_on)s keeps the lead time."),
    "opening_day_approved": _("Opening on %(opens_on)s was approved before."),
    "class_missing": _("Please choose the kind of your firm. It decides when you may open."),
    "phase_not_yet": _(
        "Your firm belongs to “%(phase)s”, which opens on %(phase_from_on)s. You plan to open on "
        "%(opens_on)s."
    ),
    "phase_over": _(
        "Your firm belongs to “%(phase)s”, which ended on %(phase_until_on)s. You plan to open on "
        "%(opens_on)s."
    ),
    "class_not_listed": _(
        "Your firm is not on the list of “%(firm_class)s”. The office will ask why it belongs to it."
    ),
    "phase_open": _("Your firm belongs to “%(phase)s”. %(explanation)s"),
    "decided_by": _(
        "With %(heads)s people on site, your case is decided at this level: %(decider)s. "
        "If you submit now, you get an answer by %(due_at)s."
    ),
    "decided_on_promise": _(
        "Here firms open on their commitment, and the office checks afterwards. What it must look at first it answers "
        "by %(due_at)s: with %(heads)s people on site, at this level: %(decider)s."
    ),
    "trade_closed": _("Firms of this trade must stay closed for now: %(trade)s."),
    "trade_on_promise": _("Firms of this trade may open on their promise: %(trade)s."),
    "trade_too_wide": _(
        "The list of closed trades names a part of your trade %(industry)s: %(trade)s. Please give the four-digit code "
        "of your trade."
    ),
    "trade_open": _("Your trade is not on the list of closed trades."),
    "heads_missing": _("Please say how many people will be on site."),
    "heads_above_staff": _("%(heads)s people on site are more than the %(staff)s people your firm has."),
    "exposed_missing": _("How many people are on exposed posts is not known yet: %(posts)s."),
    "heads_differ": _("You plan %(heads)s people on site, but the roster marks %(marked)s."),
    "heads_agree": _("The number of people on site and the roster agree: %(heads)s."),
    "roster_empty": _("The roster is empty. List everybody, also those who stay at home for now."),
    "staff_missing": _("Please say how many people your firm has in all."),
    "roster_short": ngettext_lazy(
        "%(listed)s of %(staff)s people are screened. %(count)s person is still missing.",
        "%(listed)s of %(staff)s people are screened. %(count)s people are still missing.",
        "count",
    ),
    "roster_long": _("The roster lists %(listed)s people, but you said that your firm has %(staff)s."),
    "roster_complete": _("Everybody is screened: %(listed)s of %(staff)s people."),
    "roster_rows_refused": ngettext_lazy(
        "%(count)s row of your last file was not accepted.",
        "%(count)s rows of your last file were not accepted.",
        "count",
    ),
    "declarations_missing": ngettext_lazy(
        "%(declared)s of %(people)s people have declared their health themselves. %(count)s person is missing.",
        "%(declared)s of %(people)s people have declared their health themselves. %(count)s people are missing.",
        "count",
    ),
    "declarations_old": ngettext_lazy(
        "%(count)s person declared more than %(days)s days ago and must declare again.",
        "%(count)s people declared more than %(days)s days ago and must declare again.",
        "count",
    ),
    "declarations_complete": _("Everybody has declared their health themselves: %(declared)s of %(people)s."),
    "declarations_counted": _("%(declared)s of %(people)s people have declared their health themselves."),
    "people_to_confirm": ngettext_lazy(
        "%(count)s person added themselves to the roster. Please confirm that they work for you.",
        "%(count)s people added themselves to the roster. Please confirm that they work for you.",
        "count",
    ),
    "people_elsewhere": ngettext_lazy(
        "%(count)s person of your roster is also on the roster of another firm that has filed.",
        "%(count)s people of your roster are also on the rosters of other firms that have filed.",
        "count",
    ),
    "people_once": _("Nobody of your roster is on the roster of another firm."),
    "on_site_held": ngettext_lazy(
        "%(count)s person marked as on site may not work on %(opens_on)s.",
        "%(count)s people marked as on site may not work on %(opens_on)s.",
        "count",
    ),
    "on_site_held_no_day": ngettext_lazy(
        "%(count)s person marked as on site may not work now.",
        "%(count)s people marked as on site may not work now.",
        "count",
    ),
    "on_site_clear": _("Nobody marked as on site has to stay in observation."),
    "post_filled": _("%(post)s: %(available)s of %(needed)s holders can be there on the opening day."),
    "post_empty": _("%(post)s: nobody is named yet; %(needed)s needed."),
    "post_uncertified": ngettext_lazy(
        "%(post)s: %(count)s holder has no valid certificate number yet.",
        "%(post)s: %(count)s holders have no valid certificate number yet.",
        "count",
    ),
    "post_gap_until": ngettext_lazy(
        "%(post)s: %(count)s holder is missing on the opening day. From %(filled_on)s the post is filled.",
        "%(post)s: %(count)s holders are missing on the opening day. From %(filled_on)s the post is filled.",
        "count",
    ),
    "post_gap": ngettext_lazy(
        "%(post)s: %(count)s holder is missing on the opening day.",
        "%(post)s: %(count)s holders are missing on the opening day.",
        "count",
    ),
    "post_holder_gone": ngettext_lazy(
        "%(post)s: %(count)s holder is no longer on the roster.",
        "%(post)s: %(count)s holders are no longer on the roster.",
        "count",
    ),
    "shifts_missing": _("No shifts are planned yet."),
    "shifts_differ": _("The shifts add up to %(people)s people, but %(heads)s will be on site."),
    "shifts_agree": _("The shifts add up to the %(people)s people on site."),
    "arrivals_high": ngettext_lazy(
        "From %(from_time)s to %(to_time)s, %(people)s people arrive at %(count)s entrance: %(at_one)s at one "
        "entrance within ten minutes. The limit is %(limit)s.",
        "From %(from_time)s to %(to_time)s, %(people)s people arrive at %(count)s entrances: %(at_one)s at one "
        "entrance within ten minutes. The limit is %(limit)s.",
        "count",
    ),
    "arrivals_kept": _(
        "At most %(at_one)s people arrive at one entrance within ten minutes, from %(from_time)s. The limit is "
        "%(limit)s."
    ),
    "meals_high": _("From %(from_time)s, %(people)s people eat at once. The limit is %(limit)s."),
    "meals_kept": _("At most %(people)s people eat at once. The limit is %(limit)s."),
    "starts_close": ngettext_lazy(
        "Two shifts start %(minutes)s minutes apart; at least %(count)s minute is asked.",
        "Two shifts start %(minutes)s minutes apart; at least %(count)s minutes are asked.",
        "count",
    ),
    "starts_kept": _("The shifts start at least %(minutes)s minutes apart."),
    "supply_short": _(
        "%(item)s: %(on_hand_counted)s at hand, enough for %(days)s days with %(heads)s on site. The reserve is "
        "%(reserve)s days."
    ),
    "supply_kept": _(
        "%(item)s: %(on_hand_counted)s at hand, enough for %(days)s days with %(heads)s on site."
    ),
    "supply_few": _("%(item)s: %(on_hand_counted)s at hand, %(need)s needed for %(heads)s on site."),
    "supply_enough": _("%(item)s: %(on_hand_counted)s at hand, enough for %(heads)s on site."),
    "supply_hint": _(
        "%(item)s: %(on_hand_counted)s at hand; about %(need_counted)s advised for %(reserve)s days."
    ),
    "isolation_missing": _("There is no isolation area yet for somebody who falls ill at work (%(site)s)."),
    "isolation_nowhere": _("There is no isolation area yet for somebody who falls ill at work."),
    "isolation_ready": _("An isolation area is ready."),
    "count_again": _("The supplies were copied from your last application. Please count them again."),
    "being_screened": _("The roster that was copied is still being screened."),
    "plan_short": ngettext_lazy(
        "%(count)s section of the prevention plan is still to be written: %(missing)s.",
        "%(count)s sections of the prevention plan are still to be written: %(missing)s.",
        "count",
    ),
    "plan_blanks": ngettext_lazy(
        "%(count)s place of the plan is still to be filled in: %(blanks)s.",
        "%(count)s places of the plan are still to be filled in: %(blanks)s.",
        "count",
    ),
    "plan_complete": _("The prevention plan is complete: %(asked)s sections."),
    "paper_missing": _("This paper is missing: %(paper)s."),
    "paper_later": ngettext_lazy(
        "“%(paper)s” may follow later, within %(count)s day of the decision.",
        "“%(paper)s” may follow later, within %(count)s days of the decision.",
        "count",
    ),
    "paper_undecided": _("“%(paper)s” is neither handed in nor deferred."),
    "paper_waiting": _("“%(paper)s” is still being checked for viruses."),
    "paper_infected": _("A virus was found in a file of “%(paper)s”."),
    "document_infected": _("A virus was found in a file among the other papers."),
    "papers_ready": _("All papers are there."),
    "signatories_missing": _(
        "From %(heads)s people on site, %(count)s people with signing power must sign; "
        "your firm has %(signatories)s."
    ),
    "signatories_enough": _("%(count)s people with signing power must sign before it is submitted."),
    "commitment_missing": _("The commitment has not been accepted yet."),
    "commitment_accepted": _("The commitment has been accepted."),
    "preconditions_missing": _(
        "Roster, supplies and staggered shifts must all stand before reopening. Still open: %(missing)s."
    ),
    "preconditions_ready": _("Roster, supplies and staggered shifts all stand."),
}

EVIDENCE: dict[str, Sentence] = {
    "lead_calendar": ngettext_lazy(
        "%(count)s calendar day ahead; the day you submit is not counted.",
        "%(count)s calendar days ahead; the day you submit is not counted.",
        "count",
    ),
    "lead_calendar_counted": ngettext_lazy(
        "%(count)s calendar day ahead; the day you submit is counted.",
        "%(count)s calendar days ahead; the day you submit is counted.",
        "count",
    ),
    "lead_working": ngettext_lazy(
        "%(count)s working day ahead; the day you submit is not counted.",
        "%(count)s working days ahead; the day you submit is not counted.",
        "count",
    ),
    "lead_working_counted": ngettext_lazy(
        "%(count)s working day ahead; the day you submit is counted.",
        "%(count)s working days ahead; the day you submit is counted.",
        "count",
    ),
    "firm_class": _("Kind of firm: %(firm_class)s."),
    "firm_class_white_list": _(
        "Kind of firm: %(firm_class)s. The office checks that your firm is on the white list."
    ),
    "firm_class_by_list": _("Kind of firm: %(firm_class)s. The list names your firm by its credit code."),
    "answer_working_days": ngettext_lazy(
        "Answer within %(count)s working day.", "Answer within %(count)s working days.", "count"
    ),
    "answer_days": ngettext_lazy("Answer within %(count)s day.", "Answer within %(count)s days.", "count"),
    "answer_hours": ngettext_lazy("Answer within %(count)s hour.", "Answer within %(count)s hours.", "count"),
    "held_by_class": _("By class: %(by_class)s."),
    "declaration_age": _("A declaration counts for %(days)s days, the day on which it was made not counted."),
    "supply_use": _("%(heads)s people × %(use)s a day × %(reserve)s days = %(need_counted)s."),
    "supply_use_exposed": _(
        "(%(others)s people + %(exposed)s on exposed posts × %(exposed_times)s) × %(use)s a day × %(reserve)s "
        "days = %(need_counted)s."
    ),
    "supply_per_heads": _("%(use_units_counted)s for every %(per)s people."),
    "supply_area": _("%(area)s m² × %(use)s %(unit)s per m² a day × %(reserve)s days = %(need_counted)s."),
    "short_form": _("Firms of up to %(short_form_heads)s people fill in the short form."),
}
