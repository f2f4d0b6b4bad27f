"""The official who has a case, while it is handed in again."""

from core.notifications import notify
from reopening.models import Application
from reopening.permissions import is_kept


def keep(application: Application) -> None:
    """A case handed in again waits for its officer; without one who still reviews there, for the office."""
    application.held_before = None
    if not is_kept(application):
        application.claimed_at = application.claimed_by = None


def tell(application: Application) -> None:
    """Whoever sent the case back and still has it reads that it has come again."""
    if application.submissions > 1 and application.claimed_by:
        params = {"number": application.number, "firm": application.firm.name}
        url = f"/queue/{application.public_id}/"
        notify([application.claimed_by], "case.handed_in_again", params=params, url=url)
