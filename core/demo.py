"""The people of the demo: one account for each role, all with the password of this installation."""

from datetime import datetime

from core import demo_papers
from core.models import Appointment, Division, Role, User
from core.services import divisions

# user name: (Chinese name, role, division)
OFFICIALS = {
    "reviewer": ("演示·审核员", Role.REVIEWER, "3301"),
    "approver": ("演示·审批人", Role.APPROVER, "3301"),
    "chief": ("演示·上级审批人", Role.APPROVER, "33"),
    "inspector": ("演示·现场核查员", Role.INSPECTOR, "3301"),
    "instructor": ("演示·医疗指导员", Role.INSTRUCTOR, "3301"),
    "expert": ("演示·消防化工专家", Role.EXPERT, "33"),
    "dispatcher": ("演示·调度员", Role.DISPATCHER, "3301"),
    "courier": ("演示·配送员", Role.COURIER, "3301"),
    "clerk": ("演示·热线坐席", Role.CLERK, "3301"),
    "auditor": ("演示·审计员", Role.AUDITOR, "33"),
    "administrator": ("演示·管理员", Role.ADMINISTRATOR, "33"),
}

# user name: (Chinese name, division, key of the trade office there)
BUREAUS = {
    "transport": ("演示·交通局审核员", "3302", "transport"),
    "economy": ("演示·经信局审核员", "330212", "economy"),
}


def load(*, password: str, at: datetime) -> None:
    """Divisions and officials. The dispatcher also keeps the depots; the Wenzhou street has officers of its own."""
    divisions.load(divisions.DEMO_FILE)
    for username, (name, role, code) in OFFICIALS.items():
        user = account(username, name, password)
        appoint(user, role, code)
    for username, (name, code, bureau) in BUREAUS.items():
        appoint(account(username, name, password), Role.REVIEWER, code, bureau)
    appoint(User.objects.get(username="dispatcher"), Role.DEPOT_KEEPER, "3301")
    for username in ("reviewer", "approver", "inspector", "instructor"):
        appoint(User.objects.get(username=username), OFFICIALS[username][1], "3303")
    demo_papers.load(at)


def account(username: str, name: str, password: str) -> User:
    user, created = User.objects.get_or_create(
        username=username, defaults={"name": name, "email": f"{username}@demo.invalid"}
    )
    if created or not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    return user


def appoint(user: User, role: str, code: str, trade_office: str = "") -> None:
    Appointment.objects.get_or_create(
        user=user, role=role, division=Division.objects.get(pk=code), trade_office=trade_office
    )
