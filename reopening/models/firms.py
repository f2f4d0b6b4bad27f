import uuid
from operator import add
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.models import Division, Role, User
from core.permissions import prefix_q

OFFICIALS_WHO_SEE_FIRMS = (
    Role.REVIEWER,
    Role.APPROVER,
    Role.INSPECTOR,
    Role.INSTRUCTOR,
    Role.DISPATCHER,
    Role.AUDITOR,
    Role.CLERK,
)


# Every division a firm is in, by the codes of its street: beside the pairs of its name in one index, so that a word
# and a place are looked up together.
PLACES = "ARRAY[left(division_id, 2), left(division_id, 4), left(division_id, 6), left(division_id, 9)]"


class Places(models.Func):
    """`PLACES` of a row, for its index."""

    template = f"({PLACES})"
    output_field = ArrayField(models.TextField())


def bigrams(name: str) -> list[str]:
    """Each pair of neighbouring characters, sorted: what the search index holds (two characters find a firm)."""
    if name == name.lower():  # as most Chinese names are: one look instead of one for each pair
        return sorted(set(map(add, name, name[1:])))
    return sorted({name[i : i + 2].lower() for i in range(len(name) - 1)})


def name_holds(words: str) -> Q:
    """
    Rows whose name holds `words` (two characters or more), by the bigram index.

    Two characters are a bigram themselves: the index answers alone.
    """
    found = Q(grams__contains=bigrams(words))
    return found & Q(name__icontains=words) if len(words) > 2 else found


class FirmQuerySet(models.QuerySet["Firm"]):
    def visible_to(self, user: User | AnonymousUser) -> "FirmQuerySet":
        """Members and holders of a mandate see their own firms; officials those of their divisions."""
        if not isinstance(user, User):
            return self.none()
        prefixes = user.role_prefixes(*OFFICIALS_WHO_SEE_FIRMS)
        mandate = cast("Any", Firm._meta.get_field("mandates").related_model)
        mandated = mandate.objects.in_force().held_by(user).values("firm")
        mine = Q(members=user) | Q(pk__in=mandated)
        return self.filter(mine | prefix_q("division__code", prefixes)).distinct()

    def named(self, words: str) -> "FirmQuerySet":
        """Firms whose name holds `words` (two characters or more), by the bigram index."""
        return self.filter(name_holds(words))


class Firm(models.Model):
    """A firm, by its unified social credit code (GB 32100)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        unique=True,
        error_messages={"unique": _("This firm is registered already.")},
    )
    name = models.CharField(_("name of the firm"), max_length=120)
    grams = ArrayField(models.CharField(max_length=2), default=list, editable=False)
    legal_representative = models.CharField(_("legal representative"), max_length=60)
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("street or township")
    )
    address = models.CharField(_("address of the site"), max_length=200)
    industry_code = models.CharField(_("industry (GB/T 4754)"), max_length=5)
    contact_name = models.CharField(_("contact person"), max_length=60)
    contact_phone = models.CharField(_("mobile of the contact person"), max_length=20)
    staff_total = models.PositiveIntegerField(_("number of staff in all"))
    created_at = models.DateTimeField(db_default=Now())
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="firms")

    objects = FirmQuerySet.as_manager()

    class Meta:
        verbose_name = _("firm")
        constraints = [
            models.CheckConstraint(
                condition=Q(credit_code__regex="^[0-9ABCDEFGHJKLMNPQRTUWXY]{18}$"),
                name="firm_credit_code_shape",
                violation_error_message=_("A unified social credit code has 18 digits and capital letters."),
            ),
            models.CheckConstraint(
                condition=Q(staff_total__gte=1, staff_total__lte=1_000_000),
                name="firm_staff_total_sane",
                violation_error_message=_("Please give the number of staff, from 1 to 1,000,000."),
            ),
        ]
        indexes = [GinIndex("grams", Places("division"), name="firm_grams")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.grams = bigrams(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Membership(models.Model):
    """`user` acts for `firm`; a signatory may also submit."""

    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="memberships"
    )
    firm = models.ForeignKey(Firm, models.CASCADE, related_name="memberships")
    is_signatory = models.BooleanField(_("may sign for the firm"), default=False)
    joined_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "firm"],
                name="membership_once",
                violation_error_message=_("This person already acts for this firm."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.firm}"
