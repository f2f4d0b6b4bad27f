"""Who may do what with a list that is taken out as a file, and with the template of a paper."""

from core.models import Export, ExportStatus, PaperTemplate, Role, TemplateStatus, User
from core.models.users import DESK
from core.permissions import in_jurisdiction
from core.workflow import Transition, Workflow


def consents_to(user: User, export: Export) -> bool:
    """An approver of the asker's place, other than the one who asks."""
    return user.pk != export.asked_by_id and in_jurisdiction(user, Role.APPROVER, export.place_id)


def has_asked(user: User, export: Export) -> bool:
    """Who asked for it."""
    return user.pk == export.asked_by_id


def is_the_desk(user: User, export: Export) -> bool:
    """The desk itself, when the file is made or its time is over."""
    return user.username == DESK


E = ExportStatus

EXPORT = Workflow(
    consent=Transition({E.WAITING}, E.MAKING, consents_to),
    decline=Transition({E.WAITING}, E.DECLINED, consents_to),
    hold=Transition({E.MAKING}, E.WAITING, is_the_desk),
    finish=Transition({E.MAKING}, E.READY, is_the_desk),
    download=Transition({E.READY}, None, has_asked),
    expire=Transition({E.WAITING, E.MAKING, E.READY, E.DECLINED}, E.EXPIRED, is_the_desk),
)


def is_administrator(user: User, template: PaperTemplate) -> bool:
    """Whoever administers a division: papers have the same words everywhere."""
    return user.has_role(Role.ADMINISTRATOR)


T = TemplateStatus

TEMPLATE = Workflow(
    edit=Transition({T.DRAFT}, None, is_administrator),
    lay_out=Transition({T.DRAFT}, None, is_administrator),
    preview=Transition({T.DRAFT, T.PUBLISHED}, None, is_administrator),
    publish=Transition({T.DRAFT}, T.PUBLISHED, is_administrator),
    discard=Transition({T.DRAFT}, T.DISCARDED, is_administrator),
)

MOVED_BY = {Export: EXPORT, PaperTemplate: TEMPLATE}
