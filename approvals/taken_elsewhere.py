"""Which cases another batch has, in words."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.models import Batch
from reopening.models import Application

MOST_NAMED = 5


def taken_elsewhere(cases: Sequence[Application], batches: Mapping[int, Batch]) -> str:
    """
    A sentence for who wanted them in a batch of their own.

    :param batches: the batch of each case, by its key, as far as the person sees it
    """
    words = ngettext(
        "Another batch has %(count)s case: %(cases)s.",
        "Another batch has %(count)s cases: %(cases)s.",
        len(cases),
    )
    return words % {"count": f"{len(cases):,}", "cases": few_of(cases, batches)}


def few_of(cases: Sequence[Application], batches: Mapping[int, Batch]) -> str:
    """The first of them by firm and number, and how many more there are."""
    names = [called(case, batches.get(case.pk)) for case in cases[:MOST_NAMED]]
    if (more := len(cases) - MOST_NAMED) > 0:
        names.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": f"{more:,}"})
    return _("; ").join(names)


def called(case: Application, batch: Batch | None) -> str:
    words = {"firm": case.firm.name, "number": case.number}
    if batch is None:
        return _("%(firm)s (%(number)s)") % words
    return _("%(firm)s (%(number)s, batch %(batch)s)") % (words | {"batch": batch.number})
