"""The main pages of the demo's people, and where each of them is."""

from collections.abc import Callable

from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from approvals.models import Appeal, Batch, Check, Decision, DecisionLetter, RollBack, StagePlan, Suspension
from core import background
from core.models import Paper, User
from reopening.models import Application, DeclarationLink, Halt, Mandate, PolicySet, Tenancy, Umbrella
from reopening.services import tenant_files
from supplies.models import Errand, Lodging, Order, Round, Run, Stop
from tests.reopening.umbrellas import line, table

POLICY = ["policy", "policy-part", "policy-head", "policy-compare", "policy-upload", "policy-discard"]
PAGES = {
    "": [
        "/accounts/login/",
        "/sign-up/",
        "/join/",
        "/register/",
        "/publications/",
        "publication",
        "/verify/unknown/",
        "/scan/",
        "phone",
        "/d/unknown/",
        "/take-over/",
    ],
    "applicant": [
        "/",
        "/inbox/",
        "application",
        "firm-data",
        "members",
        "firm",
        "schedule",
        "roster",
        "roster/people/add",
        "declarations",
        "declarations/poster",
        "declarations/slips",
        "posts",
        "inventory",
        "documents",
        "documents/at/item/mask",
        "plan",
        "plan/print",
        "submit",
        "withdraw",
        "approved",
        "returned",
        "mandates",
        "asked",
        *("paper/receipt", "paper/form", "paper/poster", "paper/decision", "letter/approved"),
        *("order", "order-new", "errand", "errand-new", "lodging", "lodging-new"),
    ],
    "demo-firms": ["shifts", "appeal", "appeal-enclose", "paper/appeal", "paper/appeal_upheld", "mended"],
    "chief": ["/appeals/", "appeal", "silent"],
    "clerk": ["/", "/hotline/", "/hotline/?q=演示", "/hotline/call/", "call", "call-over", "look"],
    "operator": [
        "/",
        "new-umbrella",
        "umbrella",
        "edit-umbrella",
        "tenant-file",
        "tenant-codes",
        "submit-tenants",
    ],
    "reviewer": [
        *("/", "/queue/", "/queue/conditions/", "/queue/facets/", "/queue/steps/", "/queue/compare/"),
        *("case", "amendment", "/join-requests/", "/exports/", "/appeals/", "paper/deficiency"),
    ],
    "approver": [
        *("/batches/", "/batches/new/", "/batches/quotas/", "/batches/plans/", "/batches/plans/new/"),
        *(
            "/certificates/",
            "/queue/workload/",
            "/queue/texts/",
            "/stops/",
            "/suspensions/",
            "/suspensions/new/",
        ),
        *("batch", "batch-change", "batch-discard", "paper/list", "paper/rejection", "letter/rejected"),
        *("/certificates/reprints/", "/certificates/reprints/new/"),
        *("stages", "stages-compared", "roll-back", "suspended", "restored", "reinstated"),
    ],
    "inspector": ["/queue/visits/", "/queue/checks/", "check", "promised", "/stops/", "stopped", "sealed"],
    "instructor": ["/queue/questions/"],
    "dispatcher": [
        *(
            "/supplies/",
            "/supplies/stock/",
            "/supplies/stock/receive/",
            "/supplies/lots/",
            "/supplies/movements/",
        ),
        *(
            "/supplies/orders/",
            "/supplies/orders/lists/",
            "/supplies/rounds/",
            "/supplies/rounds/new/",
            "round",
            "/supplies/runs/",
            "broken-off",
        ),
        "paper/delivery",
        *(
            "/supplies/errands/",
            "/supplies/lodgings/",
            "errand",
            "errand/assign",
            "lodging",
            "lodging/provide",
        ),
    ],
    "courier": ["/supplies/courier/", "stranded", "errand"],
    "auditor": ["/", "/audit/"],
    "administrator": [
        *("/", "/people/", "/jobs/failed/", "/policies/", "/policies/from-file/", *POLICY),
        *("/papers/templates/", "/papers/templates/receipt/", "/papers/templates/receipt/draft/"),
        *(
            "/papers/templates/receipt/draft/layout/",
            "/papers/templates/receipt/draft/publish/",
            "/papers/authorities/",
            "/papers/authorities/3301/",
        ),
    ],
}


def addresses(role: str) -> list[str]:
    """The pages of a role; a word stands for the newest record of that kind."""
    user = User.objects.filter(username=role).first()
    return [path if path.startswith("/") else record(path, user) for path in PAGES[role]]


POLICY_PAGES = {"policy-part": "parts/supplies/"} | {
    f"policy-{name}": f"{name}/" for name in ("head", "compare", "upload", "discard")
}


def record(word: str, user: User | None) -> str:
    if word == "phone":
        return f"/d/{DeclarationLink.objects.get().token}/"
    if word == "round":
        return Round.objects.latest("pk").get_absolute_url()
    if word.startswith("policy"):
        draft = PolicySet.objects.filter(status="draft").latest("pk").get_absolute_url()
        return draft + POLICY_PAGES.get(word, "")
    if word in ON_BEHALF:
        return on_behalf(word, user)
    if word in BEFALLEN:
        return BEFALLEN[word]()
    if word in {"batch-change", "batch-discard"}:
        draft = Batch.objects.filter(status="draft").latest("pk")
        return reverse(f"approvals:{word}", args=[draft.public_id])
    if word in {"batch", "publication"}:
        batch = Batch.objects.filter(status="published").latest("pk")
        return reverse(f"approvals:{word}", args=[batch.public_id])
    if word.startswith(("paper/", "letter/")):
        return on_paper(*word.split("/"), user)
    if word in {"appeal", "appeal-enclose"}:
        appeal = Appeal.objects.visible_to(user).filter(status="filed").latest("pk")
        return reverse(f"approvals:{word}", args=[appeal.public_id])
    if word.partition("/")[0].partition("-")[0] in REQUESTS:
        return request(word, user)
    cases = Application.objects.visible_to(user)
    if word in {"members", "firm-data"}:
        firm = f"/firms/{user.firms.earliest('pk').public_id}/"
        return firm if word == "firm-data" else f"{firm}members/"
    if word in {"approved", "returned"}:
        return cases.filter(status=word).latest("pk").get_absolute_url()
    if word == "amendment":
        return f"/queue/{cases.filter(version=2, status='submitted').latest('pk').public_id}/"
    if word == "case":
        return f"/queue/{cases.filter(status='under_review').latest('pk').public_id}/"
    drafts = cases.filter(status="draft").order_by("-pk")
    if word == "shifts":
        drafts = [each for each in drafts if each.policy_set.rules.asks_shifts(each.heads_on_site or 0)]
    draft = drafts[0].get_absolute_url()
    return draft if word == "application" else f"{draft}{word}/"


def on_paper(word: str, kind: str, user: User) -> str:
    """The page of the newest paper of a kind, or of the newest letter of an outcome."""
    if word == "letter":
        letter = DecisionLetter.objects.visible_to(user).filter(decision__outcome=kind).latest("pk")
        return reverse("approvals:letter", args=[letter.decision.application.public_id, letter.public_id])
    paper = Paper.objects.filter(kind=kind).latest("pk")
    subject = apps.get_model(paper.subject_type).objects.get(pk=paper.subject_id)
    return reverse("core:paper", args=[kind, subject.public_id])


REQUESTS = {"order": Order, "errand": Errand, "lodging": Lodging}


def request(word: str, user: User) -> str:
    """The newest order, errand or lodging that waits for this person, a page of it, or the form of a new one."""
    kind, _dash, is_new = word.partition("-")
    if is_new:
        case = Application.objects.visible_to(user).filter(status="returned").latest("pk")
        return f"/supplies/applications/{case.public_id}/{kind}s/new/"
    kind, _slash, act = word.partition("/")
    rows = REQUESTS[kind].objects.visible_to(user)
    if act:
        rows = rows.filter(status={"assign": "accepted", "provide": "waiting"}[act])
    return rows.latest("pk").get_absolute_url() + (f"{act}/" if act else "")


ON_BEHALF = {
    *("mandates", "asked", "call", "call-over", "look", "new-umbrella", "umbrella", "edit-umbrella"),
    *("tenant-file", "tenant-codes", "submit-tenants"),
}


def on_behalf(word: str, user: User) -> str:
    """The pages of those who file for others, and of the firms that they file for."""
    if word in {"mandates", "new-umbrella"}:
        return reverse(f"reopening:{word}", args=[user.firms.earliest("pk").public_id])
    if word == "asked":
        return reverse("reopening:tenancy", args=[Tenancy.objects.get(firm__members=user).public_id])
    if word in {"call", "call-over", "look"}:
        mandate = Mandate.objects.filter(holder=user, ended_at__isnull=word != "call-over").latest("pk")
        case = mandate.firm.applications.get().public_id
        name, key = ("roster-look", case) if word == "look" else ("call", mandate.public_id)
        return reverse(f"reopening:{name}", args=[key])
    umbrella = Umbrella.objects.get()
    more = [umbrella.files.get().public_id] if word == "tenant-file" else []
    return reverse(f"reopening:{word}", args=[umbrella.public_id, *more])


def standing_still(kind: str) -> Application:
    """The case that a halt of this kind keeps closed."""
    return Halt.objects.in_force().filter(kind=kind).latest("pk").application


def compared() -> str:
    first, second = StagePlan.objects.order_by("pk")[:2]
    return f"{reverse('approvals:plan-compare')}?first={first.public_id}&second={second.public_id}"


def silent() -> str:
    case = Decision.objects.filter(rule__rule="deemed_acceptance").latest("pk").application
    return f"/queue/{case.public_id}/"


def reinstated() -> str:
    decision = Decision.objects.filter(outcome="reinstated").latest("pk")
    return decision.application.certificates.latest("pk").get_absolute_url()


# What befell approved firms, plans and runs
BEFALLEN: dict[str, Callable[[], str]] = {
    "stages": lambda: StagePlan.objects.latest("pk").get_absolute_url(),
    "stages-compared": compared,
    "roll-back": lambda: RollBack.objects.latest("pk").get_absolute_url(),
    "suspended": lambda: Suspension.objects.filter(status="in_force").latest("pk").get_absolute_url(),
    "restored": lambda: Suspension.objects.filter(status="restored").latest("pk").get_absolute_url(),
    "reinstated": reinstated,
    "stopped": lambda: f"/queue/{standing_still('stop').public_id}/",
    "sealed": lambda: f"/queue/{standing_still('seal').public_id}/",
    "mended": lambda: standing_still("stop").get_absolute_url(),
    "silent": silent,
    "check": lambda: Check.objects.latest("pk").get_absolute_url(),
    "broken-off": lambda: Run.objects.get(status="aborted").get_absolute_url(),
    "stranded": lambda: Stop.objects.filter(status="stranded").latest("pk").get_absolute_url(),
    "promised": lambda: f"/queue/{Check.objects.latest('pk').application.public_id}/",
}


def look_at_a_list(umbrella: Umbrella) -> None:
    """A list of tenants with a row to correct, read and not taken in yet."""
    file = tenant_files.upload(
        umbrella=umbrella,
        file_name="商户.csv",
        content=table(line(1), line(2, heads="many")),
        by=umbrella.opened_by,
        at=timezone.now(),
    )
    background.run(file.job.pk)
