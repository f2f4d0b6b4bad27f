"""
Who asks, and for what: the demo district, people of every kind, and one record for every part of an address.

A new address needs a row in `expected.csv` (`test_matrix.py` says how), and, if it names a kind of record that no
address named before, a line in `OBJECTS`.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import call_command
from django.db.models import AutoField
from django.utils import timezone

from approvals.models import (
    Appeal,
    AppealPaper,
    Batch,
    CannedText,
    Certificate,
    Check,
    DayQuota,
    DecisionLetter,
    Question,
    Reprint,
    SavedView,
    StagePlan,
    Step,
    Suspension,
    Visit,
    VisitPhoto,
)
from core.models import Appointment, Division, Job, Notification, Paper, PaperTemplate, Role, User
from core.papers.kinds import kinds, wordings
from core.services import paper_templates, papers
from reopening.models import (
    Application,
    Document,
    Firm,
    Invitation,
    JoinRequest,
    Mandate,
    MandateKind,
    Membership,
    PolicySet,
    PolicyStatus,
    RosterUpload,
    StaffMember,
    Tenancy,
    TenantFile,
    Umbrella,
)
from supplies.models import (
    Adjustment,
    Balance,
    DispatchPlan,
    Errand,
    Lodging,
    Lot,
    Movement,
    Order,
    OrderFile,
    Override,
    Place,
    Purchase,
    PurchaseLine,
    Round,
    RoundLine,
    Run,
    Stop,
    StopStatus,
    Transfer,
    Vehicle,
)
from tests.factories import AppointmentFactory, FirmFactory, MembershipFactory, UserFactory, credit_code

NOBODY = uuid.UUID(int=0)  # the id of no record
NOTHING = {"uuid": str(NOBODY), "int": "0"}


@dataclass(frozen=True)
class World:
    """People by the name of their column, and the case that the firm and its officers see."""

    people: dict[str, User | None]
    case: Application
    media: str  # where its files lie

    @property
    def firm(self) -> Firm:
        return self.case.firm


def build(password_file: str, media: str) -> World:
    """The demo, and beside its people a stranger's firm, and reviewers of each level round the case."""
    call_command("load_demo", "--password-file", password_file, verbosity=0)
    applicant = User.objects.get(username="applicant")
    case = Application.objects.filter(firm__members=applicant, status="returned").first()
    assert case is not None, "the demo's applicant has a case that was returned"
    street = case.division_code
    other = Division.objects.filter(code__regex=r"^\d{9}$").exclude(code__startswith=street[:6]).first()
    demo = (
        "approver",
        "inspector",
        "instructor",
        "dispatcher",
        "courier",
        "clerk",
        "auditor",
        "administrator",
    )
    people: dict[str, User | None] = {
        "firm A": applicant,
        "firm B": stranger(street),
        "street": reviewer("street", street),
        "other street": reviewer("other", other.code if other else ""),
        "district": reviewer("district", street[:6]),
        "city": reviewer("city", street[:4]),
    }
    people |= {name: User.objects.get(username=name) for name in demo}
    return World(people | {"anonymous": None}, case, media)


def stranger(street: str) -> User:
    """Of a firm in the same street, with a number that the demo gives to nobody."""
    firm = FirmFactory(credit_code=credit_code(90_001), division_id=street)
    return MembershipFactory(user__username="stranger", firm=firm).user


def reviewer(name: str, code: str) -> User:
    user = UserFactory(username=f"{name}-reviewer")
    AppointmentFactory(user=user, role=Role.REVIEWER, division_id=code)
    return user


def key_of(rows: object, name: str = "public_id") -> object:
    """The first record's key; that of nobody when the demo has none (a number: 0)."""
    found = rows.order_by("pk").values_list(name, flat=True).first()  # type: ignore[attr-defined]
    return found or (0 if isinstance(rows.model._meta.pk, AutoField) and name == "pk" else NOBODY)  # type: ignore[attr-defined]


def member_of(world: World) -> object:
    return Membership.objects.filter(firm=world.firm).values_list("user__public_id", flat=True).first()


def draft_policy() -> object:
    return key_of(PolicySet.objects.filter(status=PolicyStatus.DRAFT))


def drawn_receipt(world: World) -> object:
    """The issue of the case's receipt, with its file."""
    return receipt(world).issue


def receipt_id(world: World) -> object:
    return receipt(world).public_id


def receipt(world: World) -> Paper:
    by = world.people["firm A"]
    assert by is not None
    paper = papers.make(kind=kinds()["receipt"], subject=world.case, by=by, at=timezone.now())
    papers.store_pdf(paper.pk)
    return paper


def drafted_words(world: World) -> PaperTemplate:
    """A draft of the receipt's words, with its sample."""
    by = world.people["administrator"]
    assert by is not None
    row = paper_templates.draft(kind=wordings()["receipt"], by=by, at=timezone.now())
    if not row.preview:
        paper_templates.store_preview(row.pk)
    return row


def a_reprint(world: World) -> object:
    """Of the case's district, by its approver."""
    day = timezone.now().date()
    return Reprint.objects.create(
        version="2020-02",
        division_id=world.case.division_code[:6],
        first_day=day,
        last_day=day,
        asked_of=1,
        asked_at=timezone.now(),
        asked_by=world.people["approver"],
    ).public_id


def certificate(world: World) -> Certificate:
    firms = Firm.objects.filter(members=world.people["firm A"])
    return Certificate.objects.filter(application__firm__in=firms).order_by("pk")[0]


# (where an address begins, the name of its part): the record. The longest beginning counts.
OBJECTS: dict[tuple[str, str], Callable[[World], object]] = {
    ("jobs/", "pk"): lambda w: key_of(Job.objects.filter(created_by=w.people["firm A"]), "pk"),
    ("inbox/", "pk"): lambda w: key_of(Notification.objects.filter(user=w.people["firm A"]), "pk"),
    ("people/", "pk"): lambda w: key_of(Appointment.objects.filter(user=w.people["courier"]), "pk"),
    ("papers/", "key"): lambda w: "receipt",
    ("certificates/reprints/", "public_id"): a_reprint,
    ("papers/authorities/", "code"): lambda w: w.case.division_code[:6],
    ("papers/templates/", "key"): lambda w: drafted_words(w).kind,
    ("papers/samples/", "public_id"): lambda w: drafted_words(w).public_id,
    ("papers/", "subject"): lambda w: w.case.public_id,
    ("papers/", "issue"): drawn_receipt,
    ("papers/", "public_id"): receipt_id,
    ("checks/", "kind"): lambda w: "credit_code",
    ("firms/", "public_id"): lambda w: w.firm.public_id,
    ("firms/", "member_id"): member_of,
    ("firms/", "member"): member_of,
    ("firms/", "invitation_id"): lambda w: key_of(Invitation.objects.filter(firm=w.firm)),
    ("firms/", "invitation"): lambda w: key_of(Invitation.objects.filter(firm=w.firm)),
    ("firms/", "mandate_id"): lambda w: key_of(Mandate.objects.filter(firm=w.firm)),
    ("invitations/", "token"): lambda w: "x" * 43,
    ("join-requests/", "public_id"): lambda w: key_of(JoinRequest.objects.filter(firm=w.firm)),
    ("mandates/", "public_id"): lambda w: key_of(Mandate.objects.filter(kind=MandateKind.HOTLINE)),
    ("hotline/calls/", "public_id"): lambda w: key_of(Mandate.objects.filter(kind=MandateKind.HOTLINE)),
    ("umbrellas/", "public_id"): lambda w: key_of(Umbrella.objects),
    ("umbrellas/", "file_id"): lambda w: key_of(TenantFile.objects),
    ("tenancies/", "public_id"): lambda w: key_of(Tenancy.objects.filter(firm=w.firm)),
    ("applications/", "public_id"): lambda w: w.case.public_id,
    ("applications/", "document_id"): lambda w: key_of(Document.objects.filter(application=w.case)),
    ("applications/", "upload_id"): lambda w: key_of(RosterUpload.objects.filter(application=w.case)),
    ("applications/", "person_id"): lambda w: key_of(StaffMember.objects.filter(application=w.case)),
    ("applications/", "section"): lambda w: "firm",
    ("applications/", "use"): lambda w: "item",
    ("applications/", "key"): lambda w: "mask",
    ("applications/", "paper"): lambda w: "signed_original",
    ("applications/", "verb"): lambda w: "renew",
    ("d/", "token"): lambda w: "x" * 22,
    ("declarations/", "code"): lambda w: "ABCD-1234",
    ("policies/", "public_id"): lambda w: draft_policy(),
    ("policies/", "key"): lambda w: "supplies",
    ("policies/", "code"): lambda w: w.case.division_code[:4],
    ("policy-sets/", "public_id"): lambda w: draft_policy(),
    ("queue/", "public_id"): lambda w: w.case.public_id,
    ("queue/", "paper"): lambda w: "signed_original",
    ("queue/", "key"): lambda w: "site_check",
    ("appeals/", "public_id"): lambda w: key_of(Appeal.objects),
    ("appeals/", "paper_id"): lambda w: key_of(AppealPaper.objects),
    ("suspensions/", "public_id"): lambda w: key_of(Suspension.objects),
    ("letters/", "public_id"): lambda w: key_of(DecisionLetter.objects),
    ("queue/", "letter_id"): lambda w: key_of(DecisionLetter.objects),
    ("texts/", "public_id"): lambda w: key_of(CannedText.objects),
    ("queue/texts/", "public_id"): lambda w: key_of(CannedText.objects),
    ("cases/", "public_id"): lambda w: w.case.public_id,
    ("questions/", "public_id"): lambda w: key_of(Question.objects.filter(application=w.case)),
    ("queue/questions/", "public_id"): lambda w: key_of(Question.objects.filter(application=w.case)),
    ("visits/", "public_id"): lambda w: key_of(Visit.objects),
    ("checks/", "public_id"): lambda w: key_of(Check.objects),
    ("queue/checks/", "public_id"): lambda w: key_of(Check.objects),
    ("queue/visits/", "public_id"): lambda w: key_of(Visit.objects),
    ("queue/visits/", "photo_id"): lambda w: key_of(VisitPhoto.objects),
    ("steps/", "public_id"): lambda w: key_of(Step.objects.filter(application=w.case)),
    ("queue/views/", "public_id"): lambda w: key_of(SavedView.objects),
    ("queue/workload/", "public_id"): lambda w: w.people["street"].public_id,  # type: ignore[union-attr]
    ("batches/plans/", "public_id"): lambda w: key_of(StagePlan.objects),
    ("batches/quotas/", "pk"): lambda w: key_of(DayQuota.objects, "pk"),
    ("batches/quotas/", "id"): lambda w: key_of(DayQuota.objects, "pk"),
    ("batches/", "public_id"): lambda w: key_of(Batch.objects.filter(status="draft")),
    ("certificates/", "public_id"): lambda w: certificate(w).public_id,
    ("verify/", "token"): lambda w: certificate(w).token,
    ("publications/", "public_id"): lambda w: key_of(Batch.objects.filter(status="published")),
    ("items/", "code"): lambda w: "mask",
    ("depots/", "public_id"): lambda w: key_of(Place.objects.filter(kind="depot")),
    ("stock/", "pk"): lambda w: key_of(Balance.objects, "pk"),
    ("lots/", "public_id"): lambda w: key_of(Lot.objects),
    ("places/", "public_id"): lambda w: key_of(Place.objects.filter(kind="depot")),
    ("purchases/new/", "code"): lambda w: "mask",
    ("purchases/", "public_id"): lambda w: key_of(Purchase.objects),
    ("offers/", "public_id"): lambda w: key_of(PurchaseLine.objects.filter(firm=w.firm)),
    ("transfers/", "public_id"): lambda w: key_of(Transfer.objects),
    ("adjustments/", "public_id"): lambda w: key_of(Adjustment.objects),
    ("counts/", "public_id"): lambda w: key_of(Adjustment.objects),
    ("movements/", "public_id"): lambda w: key_of(Movement.objects),
    ("orders/lists/", "public_id"): lambda w: key_of(OrderFile.objects),
    ("order-files/", "public_id"): lambda w: key_of(OrderFile.objects),
    ("orders/", "public_id"): lambda w: key_of(Order.objects.filter(application__firm=w.firm)),
    ("errands/", "public_id"): lambda w: key_of(Errand.objects.filter(firm=w.firm)),
    ("lodgings/", "public_id"): lambda w: key_of(Lodging.objects.filter(firm=w.firm)),
    ("rounds/", "public_id"): lambda w: key_of(Round.objects),
    ("exceptions/", "public_id"): lambda w: key_of(Override.objects),
    ("rounds/", "pk"): lambda w: key_of(
        RoundLine.objects.filter(round_item__round=Round.objects.order_by("pk")[0]), "pk"
    ),
    ("public/rounds/", "public_id"): lambda w: key_of(Round.objects.filter(status="published")),
    ("stops/", "kind"): lambda w: "photo",
    ("plans/", "public_id"): lambda w: key_of(DispatchPlan.objects),
    ("dispatch-plans/", "public_id"): lambda w: key_of(DispatchPlan.objects),
    ("vehicles/", "public_id"): lambda w: key_of(Vehicle.objects),
    ("runs/", "public_id"): lambda w: key_of(Run.objects),
    ("runs/", "stop_id"): lambda w: key_of(Stop.objects.filter(run=Run.objects.order_by("pk")[0])),
    ("runs/", "kind"): lambda w: "photo",
    ("stops/", "public_id"): lambda w: key_of(Stop.objects.filter(status=StopStatus.WAITING)),
}
