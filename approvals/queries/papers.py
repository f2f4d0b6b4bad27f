"""The papers of a case, and who may see one."""

from django.db.models import Q

from approvals.models import Certificate, DecisionLetter
from core.models import Paper, User
from core.models.papers import PaperQuerySet
from core.papers.kinds import kinds
from reopening.models import Application


def papers_of_case(application: Application, user: User) -> PaperQuerySet:
    """Those about the case itself, its letters and its certificates. The case is one that the person may see."""
    letters = DecisionLetter.objects.visible_to(user).filter(decision__application=application)
    certificates = Certificate.objects.visible_to(user).filter(application=application)
    return Paper.objects.filter(
        Q(subject_type=Application._meta.label, subject_id=application.pk)
        | Q(
            subject_type=DecisionLetter._meta.label, subject_id__in=list(letters.values_list("pk", flat=True))
        )
        | Q(
            subject_type=Certificate._meta.label,
            subject_id__in=list(certificates.values_list("pk", flat=True)),
        )
    ).defer("facts")


def is_seen_by(paper: Paper, user: User) -> bool:
    """Whoever sees the record sees its papers; a kind that is not known is seen by nobody."""
    if paper.subject_type == Certificate._meta.label:
        return Certificate.objects.visible_to(user).filter(pk=paper.subject_id).exists()
    kind = kinds().get(paper.kind)
    return kind is not None and kind.subjects(user).filter(pk=paper.subject_id).exists()
