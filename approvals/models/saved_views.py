import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.models import Division, Role, User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User | AnonymousUser) -> "SavedViewQuerySet":
        """A person's own, and those that a lead shares with an office of theirs."""
        if not isinstance(user, User):
            return self.none()
        offices = user.role_prefixes(Role.REVIEWER, Role.APPROVER)
        return self.filter(Q(owner=user) | Q(division__in=offices))


class SavedView(models.Model):
    """A name for a set of the queue's filters; `division`: the office it is shared with."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="+")
    division = models.ForeignKey(Division, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=500)  # as in an address, checked by the filters' form
    saved_at = models.DateTimeField(db_default=Now())

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_view_name_once",
                violation_error_message=_("You have a view of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
