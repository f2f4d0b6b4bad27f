from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from reopening.models.applications import Application


class PostHolder(models.Model):
    """
    Who holds a safety post (S69): a person of the roster, by the keyed hash of the resident ID, so that a roster
    sent again finds the holders again and a person taken off it leaves a gap that is seen (docs/adr/0020).
    """

    application = models.ForeignKey(Application, models.PROTECT, db_index=False, related_name="post_holders")
    post_key = models.CharField(_("post"), max_length=40)  # a key of the policy set's posts
    resident_id_hash = models.CharField(max_length=32, editable=False)
    # T and the resident ID number for special operations: as secret as the number itself
    certificate = EncryptedTextField(_("certificate number"), blank=True, default="")
    certificate_until = models.DateField(_("certificate valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("holder of a safety post")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "post_key", "resident_id_hash"],
                name="post_holder_once",
                violation_error_message=_("This person holds this post already."),
            )
        ]

    def __str__(self) -> str:
        return self.post_key
