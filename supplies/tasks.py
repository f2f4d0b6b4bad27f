from core.background import progress, task
from core.models import Job
from supplies.models import Round, RoundLine
from supplies.services import announcements


@task(lease_seconds=60)
def tell_firms(*, job: Job, round_id: int) -> None:
    """Safe to run twice: a line whose firm was told is marked in the same transaction."""
    round_ = Round.objects.get(pk=round_id)
    waiting = RoundLine.objects.filter(round_item__round=round_, award__packs__gt=0)
    total, told = waiting.count(), waiting.filter(is_told=True).count()
    while count := announcements.tell_some(round_):
        told += count
        progress(job, done=told, total=total)
