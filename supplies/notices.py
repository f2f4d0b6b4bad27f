from django.utils.translation import gettext_lazy as _

from core.notifications import Notice

NOTICES = {
    "supplies.awarded": Notice(
        _("Supplies were set aside for %(firm)s"),
        _("The round %(round)s gave your order %(order)s: %(goods)s. You can see on the order's page why."),
    ),
    "supplies.on_the_way": Notice(
        _("A delivery for %(firm)s is on its way"),
        _("Run %(run)s has left the depot. Please have the hand-over code of your order ready."),
    ),
    "supplies.delivered": Notice(
        _("Supplies for %(firm)s were handed over"),
        _("The delivery of run %(run)s was confirmed with your code."),
    ),
    "supplies.not_delivered": Notice(
        _("The delivery for %(firm)s did not succeed"),
        _("The goods of run %(run)s went back to the depot; your order waits for the next round."),
    ),
}
