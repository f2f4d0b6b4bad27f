"""Who may do what with a batch and with a certificate, from where, to where."""

from approvals.models import BatchStatus, CertificateStatus
from approvals.permissions import (
    countersigns_here,
    decides_here,
    handles_here,
    is_signer,
    prepares_here,
    signs_here,
)
from core.workflow import Transition, Workflow

B = BatchStatus
C = CertificateStatus

BATCH = Workflow(
    # verb = Transition(from, to, who)
    fill=Transition({B.DRAFT}, None, prepares_here),
    add=Transition({B.DRAFT}, None, prepares_here),
    remove=Transition({B.DRAFT}, None, prepares_here),
    sign=Transition({B.DRAFT}, B.SIGNING, signs_here),
    propose=Transition({B.DRAFT}, B.PROPOSED, signs_here),
    countersign=Transition({B.PROPOSED}, B.SIGNING, countersigns_here),
    send_back=Transition({B.PROPOSED}, B.DRAFT, signs_here),
    resume=Transition({B.SIGNING}, None, signs_here),
    finish=Transition({B.SIGNING}, B.SIGNED, is_signer),
    publish=Transition({B.SIGNED}, B.PUBLISHED, signs_here),
)

CERTIFICATE = Workflow(
    redraw=Transition({C.VALID, C.REVOKED, C.REPLACED}, None, handles_here),
    revoke=Transition({C.VALID}, C.REVOKED, decides_here),
    replace=Transition({C.VALID}, C.REPLACED, decides_here),
    end=Transition({C.REPLACED}, None, decides_here),
)
