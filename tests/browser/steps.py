"""What people do in a browser in more than one story."""

import io
import time

import openpyxl
from playwright.sync_api import Locator

from core.models import Job
from tests.factories import resident_id

STAFF = 60


def roster() -> bytes:
    """Sixty people as Excel keeps them; one ID number has a wrong check digit."""
    risks = [
        "目前在重点疫区",
        "14天内到过重点疫区",
        "目前在本市以外",
        "14天内接触过病例",
        "家人有发热等症状",
        "本人有发热咳嗽等症状",
    ]
    book = openpyxl.Workbook()
    book.active.append(["姓名", "身份证号码", "手机号码", "岗位", "是否到岗", *risks])
    for number in range(STAFF):
        identity = resident_id(number)
        if number == 41:
            identity = identity[:-1] + ("0" if identity[-1] != "0" else "1")
        book.active.append(
            [f"员工{number:02d}", identity, "13800000000", "操作工", "是", *["否"] * len(risks)]
        )
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def wait_for_work(seconds: float = 90) -> None:
    """Until the machine has nothing left to do."""
    deadline = time.monotonic() + seconds
    waiting = Job.objects.filter(state__in=["queued", "running"]).exclude(task__in=["core.tasks.beat"])
    while waiting.exists():
        assert time.monotonic() < deadline, list(waiting.values("task", "state", "error"))
        time.sleep(0.1)  # between two looks, until the deadline
    assert not Job.objects.filter(state="failed").exists()


def press(button: Locator) -> None:
    """Press it and wait for the page it leads to."""
    with button.page.expect_navigation():
        button.click()


def choice(page, field: str, words: str) -> int:
    """The place of the option that holds `words`."""
    options = page.locator(f"[name={field}] option").all_text_contents()
    return next(number for number, text in enumerate(options) if words in text)
