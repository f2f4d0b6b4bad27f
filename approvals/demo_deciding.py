"""Deciding in the demo: a case recommended, a batch made, signed at once and published."""

from datetime import datetime, timedelta

from approvals.models import Batch
from approvals.services import batches, filling, review, signing
from core.dates import shanghai_day
from core.models import Division, User
from reopening.models import Application

CITY = "3301"


def recommend(case: Application, reviewer: User, at: datetime) -> None:
    review.claim(application=case, by=reviewer, at=at)
    review.recommend(
        application=case, by=reviewer, at=at + timedelta(minutes=5), note="材料齐全，物资与名册相符。"
    )


def batch_of(cases: list[Application], approver: User, at: datetime) -> Batch:
    """A batch of the city with these cases in it."""
    plan = batches.Plan(
        division=Division.objects.get(pk=CITY),
        phase=cases[0].phase,
        opens_on=shanghai_day(at) + timedelta(days=2),
        quota_firms=50,
        quota_heads=3_000,
    )
    batch = batches.create(plan=plan, by=approver, at=at)
    filling.add(batch=batch, applications=cases, by=approver, at=at)
    return batch


def sign(batch: Batch, approver: User, at: datetime) -> None:
    """Signed, carried out without the background, and published an hour later."""
    batches.sign(batch=batch, by=approver, at=at)
    while signing.sign_chunk(batch=batch):
        pass
    signing.finish(batch=batch, at=at)
    batches.publish(batch=batch, by=approver, at=at + timedelta(hours=1))
