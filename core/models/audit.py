from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """
    One act, written in the transaction of the act. Append-only by trigger.

    Events form a hash chain per subject (`sequence`, `previous`, `digest`), so that writers on different
    subjects never wait for each other; `AuditAnchor` seals all chains together.
    """

    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    sequence = models.PositiveIntegerField()
    verb = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, null=True, related_name="+"
    )
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit event")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "sequence"], name="audit_event_one_chain"
            )
        ]
        indexes = [models.Index(fields=["actor", "at"], name="audit_event_actor_at")]

    def __str__(self) -> str:
        return f"{self.subject_type}:{self.subject_id}#{self.sequence} {self.verb}"


class AuditAnchor(models.Model):
    """A seal over the events in `event_ids`; anchors form a chain of their own. Append-only by trigger."""

    sealed_at = models.DateTimeField(db_default=Now())
    event_ids = ArrayField(models.BigIntegerField())
    last_event_id = models.BigIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("audit anchor")
        constraints = [models.UniqueConstraint(fields=["previous"], name="audit_anchor_one_chain")]

    def __str__(self) -> str:
        return f"{self.sealed_at:%F %T} {self.digest[:8]}"
