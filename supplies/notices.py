from django.utils.translation import gettext_lazy as _

from core.notifications import Notice

NOTICES = {
    "supplies.awarded": Notice(
        _("Supplies were set aside for %(firm)s"),
        _("The round %(round)s gave your order %(order)s: %(goods)s. You can see on the order's page why."),
    ),
    "supplies.round_refused": Notice(
        _("Round %(round)s could not be worked on"),
        _("Nothing was changed. The round's page says why, and what to do."),
    ),
    "supplies.order_brought_in": Notice(
        _("Supplies were ordered for %(firm)s"),
        _("The district brought in its list of orders; yours is %(order)s. You may change or cancel it."),
    ),
    "supplies.order_changed": Notice(
        _("Your order for %(firm)s was changed"),
        _("Order %(order)s asks for other quantities now. Reason: %(reason)s"),
    ),
    "supplies.order_cancelled": Notice(
        _("Your order for %(firm)s was cancelled"),
        _("Order %(order)s was cancelled. Reason: %(reason)s"),
    ),
    "supplies.errand_accepted": Notice(
        _("Your errand for %(firm)s was accepted"),
        _("%(errand)s: %(what)s. We are looking for somebody to do it."),
    ),
    "supplies.errand_declined": Notice(
        _("Your errand for %(firm)s was declined"),
        _("%(errand)s: %(what)s. Reason: %(answer)s"),
    ),
    "supplies.errand_assigned": Notice(
        _("An errand for %(firm)s was given to you"),
        _("%(errand)s: %(what)s. Its page says from where and to where."),
    ),
    "supplies.errand_done": Notice(
        _("Your errand for %(firm)s is done"),
        _("%(errand)s: %(what)s. %(answer)s"),
    ),
    "supplies.errand_failed": Notice(
        _("Your errand for %(firm)s could not be done"),
        _("%(errand)s: %(what)s. Its page says why. %(answer)s"),
    ),
    "supplies.errand_cancelled": Notice(
        _("The errand for %(firm)s was cancelled"),
        _("%(errand)s: %(what)s. Reason: %(answer)s"),
    ),
    "supplies.lodging_provided": Notice(
        _("Lodging was found for staff of %(firm)s"),
        _(
            "%(lodging)s: %(place)s takes %(lodged)s of %(people)s people. The page says where and whom to call."
        ),
    ),
    "supplies.lodging_declined": Notice(
        _("No place to live could be found for staff of %(firm)s"),
        _("%(lodging)s, %(people)s people. Reason: %(answer)s"),
    ),
    "supplies.lodging_cancelled": Notice(
        _("The lodging for staff of %(firm)s was cancelled"),
        _("%(lodging)s, %(people)s people. Reason: %(answer)s"),
    ),
    "supplies.on_the_way": Notice(
        _("A delivery for %(firm)s is on its way"),
        _("Run %(run)s has left the depot. Please have the hand-over code of your order ready."),
    ),
    "supplies.delivered": Notice(
        _("Supplies for %(firm)s were handed over"),
        _("The delivery of run %(run)s was confirmed with your code."),
    ),
    "supplies.stock_alarm": Notice(
        _("Stock needs you: near its day, or running low"),
        _("Lots near their day or past it: %(near)s. Items below their least stock: %(low)s."),
    ),
    "supplies.purchase_proposed": Notice(
        _("There is a price for what %(firm)s asked us to buy"),
        _(
            "%(item)s, purchase %(purchase)s. Please look at your share of the cost and say whether you agree."
        ),
    ),
    "supplies.purchase_placed": Notice(
        _("What %(firm)s asked us to buy was ordered"),
        _(
            "%(item)s, purchase %(purchase)s. Your share of the cost is %(share)s yuan, now that it is known who "
            "takes part. It is fixed; only if less comes than was ordered is it counted anew, and we tell you."
        ),
    ),
    "supplies.purchase_left_out": Notice(
        _("A purchase was ordered without %(firm)s"),
        _(
            "%(item)s, purchase %(purchase)s: your answer had not come by then. Your need waits for another purchase."
        ),
    ),
    "supplies.purchase_shared_anew": Notice(
        _("The share of %(firm)s in a purchase was counted anew"),
        _(
            "%(item)s, purchase %(purchase)s: not all that was ordered came. Your share is %(share)s yuan now."
        ),
    ),
    "supplies.purchase_cancelled": Notice(
        _("A purchase for %(firm)s was given up"),
        _(
            "%(item)s, purchase %(purchase)s. Your need waits for another purchase; what you paid is paid back."
        ),
    ),
    "supplies.refund_due": Notice(
        _("Money is due back to %(firm)s"),
        _(
            "%(item)s, purchase %(purchase)s: the firm has paid %(due)s yuan more than its share of what reached it."
        ),
    ),
    "supplies.lot_recalled": Notice(
        _("Goods that %(firm)s received were recalled"),
        _("%(item)s, lot %(lot)s. Please do not use them and keep them apart. Reason: %(reason)s"),
    ),
    "supplies.run_aborted": Notice(
        _("Run %(run)s is broken off"),
        _(
            "Its vehicle dropped out: %(reason)s. Please hand nothing over any more; the depot gets the goods back."
        ),
    ),
    "supplies.stranded": Notice(
        _("The delivery for %(firm)s is delayed"),
        _("The vehicle of run %(run)s dropped out. Your goods stay set aside and come with another vehicle."),
    ),
    "supplies.late_hand_over": Notice(
        _("Goods for %(firm)s may have been handed over already"),
        _(
            "The courier of run %(run)s, which was broken off, says so; but the goods have gone another way since. "
            "Please ask the firm before the other vehicle comes, and count the depot."
        ),
    ),
    "supplies.not_delivered": Notice(
        _("The delivery for %(firm)s did not succeed"),
        _("The goods of run %(run)s went back to the depot; your order waits for the next round."),
    ),
}
