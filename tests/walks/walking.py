"""
People who do anything to anything: whoever comes along picks a record and a verb, allowed or not, and sends it to the
API; days go by; the background works. What may never happen is checked after every step and after the walk.
"""

import json
import random
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Model
from django.utils import timezone
from rest_framework.test import APIClient

from approvals import transitions as approvals_transitions
from approvals.models import Appeal, Batch, Certificate, Question, RollBack, Step, Suspension
from core import background
from core.models import Job, User
from core.schedule import entries
from core.workflow import Workflow
from reopening import transitions as reopening_transitions
from reopening.models import Application, Condition
from tests.walks.bodies import Bodies

TABLES = approvals_transitions.MOVED_BY | reopening_transitions.MOVED_BY
# Where the records of a kind stand in the API; the more often a kind is named, the more often it is picked.
KINDS: dict[str, tuple[type[Model], int]] = {
    "applications": (Application, 7),
    "steps": (Step, 2),
    "batches": (Batch, 4),
    "certificates": (Certificate, 2),
    "batches/roll-backs": (RollBack, 2),
    "suspensions": (Suspension, 2),
    "appeals": (Appeal, 2),
    "questions": (Question, 1),
    "conditions": (Condition, 1),
}
STARTS = ["batches/", "batches/roll-backs/", "suspensions/", "applications/"]
# Addresses that are not called like their verb
CALLED = {
    "edit": ("patch", ""),
    "add": ("post", "members/"),
    "remove": ("post", "members/"),
    "send_back": ("post", "send-back/"),
    "confirm_paper": ("post", "papers/signed_original/confirm/"),
    "turn_down_paper": ("post", "papers/signed_original/turn_down/"),
    "hand_in_paper": ("post", "documents/"),
}
FILES = {"enclose", "hand_in_paper", "report_mended"}  # bodies that are no JSON: not sent by these walks
# What ends a case early comes seldom, or no walk gets deep.
SELDOM = {
    "withdraw": 0.03,
    "reject": 0.1,
    "release": 0.2,
    "hand_over": 0.2,
    "return_for_correction": 0.3,
    "take_back": 0.2,
    "fail": 0.2,
    "put_back": 0.2,
    "revoke": 0.4,
    "skip": 0.3,
    "reopen": 0.3,
    "remove": 0.2,
}
DONE = {200, 201, 202}
REFUSED = {400, 403, 404, 409, 422}


class Walk:
    """
    :param now: sets the clock that the product reads
    """

    def __init__(self, description: dict[str, Any], seed: int, now: Callable[[datetime], None]) -> None:
        self.chance = random.Random(seed)
        self.paths, self.bodies = description["paths"], Bodies(description, self.chance)
        self.set_now = now
        self.people = list(User.objects.exclude(username="desk").order_by("pk"))
        self.done: Counter[str] = Counter()
        self.course: list[str] = []

    def step(self) -> None:
        act: Callable[[], None] = self.chance.choices(
            [self.do_what_is_offered, self.do_anything, self.start, self.wait, self.work], [16, 4, 2, 1, 4]
        )[0]
        act()

    def do_what_is_offered(self) -> None:
        """A verb of `allowed_actions`: it has an address, and whoever reads it there may use it."""
        kind, row = self.record()
        if row is None:
            return
        people = self.chance.sample(self.people, k=len(self.people))
        table = TABLES.get(type(row), Workflow())
        user = next((each for each in people if table.verbs_for(row, by=each)), people[0])
        address = f"/api/v1/{kind}/{row.public_id}/"  # type: ignore[attr-defined]
        seen = self.client(user).get(address)
        offered = seen.json().get("allowed_actions", []) if seen.status_code == 200 else []
        verbs = [verb for verb in offered if verb not in FILES and self.chance.random() < SELDOM.get(verb, 1)]
        if verbs:
            verb = self.chance.choice(verbs)
            answer = self.send(user, kind, row, verb)
            assert answer.status_code not in {403, 404, 405}, (self.course[-1], answer.content.decode())

    def do_anything(self) -> None:
        """A verb of the kind by whoever comes along."""
        kind, row = self.record()
        if row is None:
            return
        verbs = sorted(
            path.removeprefix(f"/api/v1/{kind}/{{public_id}}/").rstrip("/")
            for path, methods in self.paths.items()
            if path.startswith(f"/api/v1/{kind}/{{public_id}}/")
            and path.count("{") == 1
            and "post" in methods
        )
        verbs = [each for each in verbs if each not in FILES and self.chance.random() < SELDOM.get(each, 1)]
        if verbs:
            self.send(self.chance.choice(self.people), kind, row, self.chance.choice(verbs))

    def start(self) -> None:
        user, path = self.chance.choice(self.people), self.chance.choice(STARTS)
        self.post("post", f"/api/v1/{path}", f"/api/v1/{path}", user, None)

    def wait(self) -> None:
        """Some days go by, and what happens by itself happens."""
        self.set_now(timezone.now() + timedelta(hours=self.chance.choice([3, 30, 80])))
        self.course.append(f"it is {timezone.now():%F %H:%M}")
        for each in entries():
            background.enqueue(each.task)
        self.work()

    def work(self) -> None:
        self.course.append("the background works")
        background.run_waiting()
        broken = Job.objects.exclude(error="").values_list("task", "error")
        assert not broken, (list(broken), self.course)

    def record(self) -> tuple[str, Model | None]:
        kinds = [
            kind for kind in KINDS if f"/api/v1/{kind}/{{public_id}}/" in self.paths or kind == "conditions"
        ]
        kind = self.chance.choices(kinds, [KINDS[each][1] for each in kinds])[0]
        return kind, self.bodies.picked(KINDS[kind][0]._default_manager.all())

    def send(self, user: User, kind: str, row: Any, verb: str) -> Any:
        method, tail = CALLED.get(verb, ("post", f"{verb}/"))
        case = row if isinstance(row, Application) else getattr(row, "application", None)
        path, address = f"/api/v1/{kind}/{{public_id}}/{tail}", f"/api/v1/{kind}/{row.public_id}/{tail}"
        return self.post(method, path.replace("signed_original", "{paper}"), address, user, case)

    def post(self, method: str, path: str, address: str, user: User, case: Application | None) -> Any:
        operation = self.paths.get(path, {}).get(method, {})
        body = self.bodies.body(operation, case)
        cache.clear()  # nobody is too quick here
        headers = {"Idempotency-Key": str(uuid.UUID(int=self.chance.getrandbits(128)))}
        answer = getattr(self.client(user), method)(address, body, format="json", headers=headers)
        self.course.append(f"{user.username}: {method} {address} {json.dumps(body)} → {answer.status_code}")
        assert answer.status_code in DONE | REFUSED | {405}, (self.course[-1], answer.content.decode())
        if answer.status_code in DONE:
            self.done[path.removeprefix("/api/v1/")] += 1
        return answer

    def client(self, user: User) -> APIClient:
        client = APIClient(HTTP_ACCEPT_LANGUAGE="en")
        client.force_authenticate(User.objects.get(pk=user.pk))
        return client
