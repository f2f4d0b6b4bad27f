"""
Somebody who has never seen the desk files a shop of twenty people on a phone, by what its pages say alone: no
address is typed but the first, no field is found but by its label, and nothing is read but what is on the screen.
"""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from core.models import Job
from core.services import divisions
from reopening.models import Application
from reopening.services import policies
from supplies.models import Order
from supplies.services import items
from tests.browser.conftest import SCREENS, Person
from tests.factories import PASSWORD, credit_code, resident_id
from tests.reopening.papers import a_photo

pytestmark = [pytest.mark.slow, pytest.mark.browser]

STAFF, WRONG, AWAY = 20, 7, 3
SHOP = "北山演示副食品商店"
FINGER = 44  # px
READING_SECONDS = 60
HEADER = ["姓名", "身份证号码", "手机号码", "岗位", "是否到岗", "目前在重点疫区", "14天内到过重点疫区"]
HEADER += ["目前在本市以外", "14天内接触过病例", "家人有发热等症状", "本人有发热咳嗽等症状"]


@pytest.fixture
def city(transactional_db):
    """The city before the shop comes: its places, its policy and the items of its supplies."""
    divisions.load(divisions.DEMO_FILE)
    policies.load(policies.shipped())
    items.load()


class Shopkeeper(Person):
    """Holds a phone of 390 by 844; after every step the page fits it."""

    def step(self) -> Page:
        self.page.wait_for_load_state("networkidle")
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 390, self.page.url
        assert self.complaints == [], self.page.url
        return self.page

    def press(self, words: str) -> Page:
        """Tap the button or the link that says so, and see the page it leads to."""
        target = self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words))
        assert touchable(target.first) >= FINGER, words
        with self.page.expect_navigation():
            target.first.tap()
        return self.step()

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=False).first.fill(value)

    def choose(self, words: str) -> None:
        self.page.get_by_label(words, exact=True).first.tap()

    def sees(self, words: str, seconds: float = 15) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=seconds * 1000)


def touchable(target: Locator) -> float:
    """Its height in pixels; a link in the list of tasks takes the whole row."""
    row = target.locator("xpath=ancestor::li[contains(@class, 'task')]")
    box = (row if row.count() else target).bounding_box()
    assert box is not None
    return box["height"]


@pytest.fixture
def shopkeeper(browser: Browser, desk, request):
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        is_mobile=True,
        has_touch=True,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    somebody = Shopkeeper(context, desk)
    failed_before = request.session.testsfailed
    yield somebody
    if request.session.testsfailed > failed_before:
        SCREENS.mkdir(parents=True, exist_ok=True)
        somebody.page.screenshot(path=SCREENS / f"{request.node.name}.png", full_page=True)
    context.close()


def test_a_first_time_user_files_a_shop_of_twenty_on_a_phone(city, desk, shopkeeper):
    sign_up(shopkeeper)
    open_application(shopkeeper)
    say_what_and_when(shopkeeper)
    list_everybody(shopkeeper)
    name_the_safety_manager(shopkeeper)
    enter_the_shift(shopkeeper)
    count_and_order(shopkeeper)
    write_the_plan(shopkeeper)
    add_photos(shopkeeper)
    hand_in(shopkeeper)


def sign_up(me: Shopkeeper) -> None:
    me.visit("/")
    me.step()
    me.press("注册企业")
    me.fill("统一社会信用代码", credit_code(7)[:-1] + "?")
    me.fill("企业名称", SHOP)
    me.fill("法定代表人", "演示法人")
    me.fill("街道（乡镇）", "北山")
    me.sees("西湖区 · 北山街道")
    me.fill("场所地址", "北山演示路1号")
    me.fill("行业", "食品")
    me.page.get_by_role("button", name="零售").or_(me.page.get_by_role("button", name="食品")).first.tap()
    me.fill("员工总数", str(STAFF))
    me.page.get_by_label("联系人", exact=True).fill("演示店主")
    me.fill("联系人手机号码", "138 0000 0000")
    me.fill("用户名", "shop.owner")
    me.fill("电子邮箱", "shop.owner@example.test")
    me.fill("密码", PASSWORD)
    me.press("注册")

    me.sees("请检查您填写的内容")
    me.page.get_by_role("link", name="统一社会信用代码").tap()
    field = me.page.get_by_label("统一社会信用代码")
    expect(field).to_be_focused()
    field.fill(credit_code(7))
    me.sees("校验码正确")
    me.fill("密码", PASSWORD)
    me.press("注册")
    me.sees("企业已注册")


def open_application(me: Shopkeeper) -> None:
    me.press("开始申请")
    me.sees("杭州市企业复工备案")
    me.sees("填写顺序不限")
    me.press("开始申请")
    me.sees("草稿")
    me.sees("最早开工日期")


def say_what_and_when(me: Shopkeeper) -> None:
    me.press("继续：企业与场所")
    me.choose("商店或餐馆")
    me.fill("建筑面积（平方米）", "120")
    me.choose("群众生活必需")
    me.fill("符合该类别的理由", "社区副食品零售")
    me.choose("是")
    me.press("保存并返回列表")

    me.press("继续：日期与人数")
    tomorrow = timezone.localdate() + timedelta(days=1)
    me.fill("计划开工日期", tomorrow.isoformat())
    me.sees("还不能于")
    me.fill("计划开工日期", (tomorrow + timedelta(days=6)).isoformat())
    me.fill("每日到岗人数", str(STAFF))
    me.sees("您的案件由以下机关决定")
    me.press("保存并返回列表")


def roster() -> bytes:
    """As a cash desk's computer keeps it: comma separated, in GBK; one number is mistyped, one person is away."""
    rows = [
        [f"员工{number:02d}", resident_id(number), "13800000000", "店员", "是", *["否"] * 6]
        for number in range(STAFF)
    ]
    rows[WRONG][1] = rows[WRONG][1][:-1] + ("0" if rows[WRONG][1][-1] != "0" else "1")
    rows[AWAY][4], rows[AWAY][7] = "否", "是"
    stream = io.StringIO()
    csv.writer(stream).writerows([HEADER, *rows])
    return stream.getvalue().encode("gbk")


def list_everybody(me: Shopkeeper) -> None:
    me.press("继续：员工与筛查")
    file = {"name": "员工名册.csv", "mimeType": "text/csv", "buffer": roster()}
    me.page.get_by_label("名册文件").set_input_files(file)
    me.press("上传并预览")
    me.sees("目前尚未存入任何内容", READING_SECONDS)
    me.sees("员工00")
    me.sees("末位与其他各位不符")
    me.step()
    me.press(f"将{STAFF - 1}人列入名册")
    me.sees("已接受并筛查的人员", READING_SECONDS)
    me.step()

    me.press("用表单添加人员")
    me.fill("姓名", f"员工{WRONG:02d}")
    me.fill("证件号码", resident_id(WRONG))
    me.sees("校验码正确")
    me.fill("岗位", "店员")
    me.press("保存并筛查")
    me.sees(f"员工{WRONG:02d}：")
    me.sees(f"全部{STAFF}人")

    me.fill("姓名，或证件号码后4位", f"员工{AWAY:02d}")
    me.press("搜索")
    expect(me.page.locator("main tbody tr")).to_have_count(1)
    me.sees("330106")
    assert resident_id(AWAY) not in me.page.locator("main").inner_text()
    me.press("返回列表")


def name_the_safety_manager(me: Shopkeeper) -> None:
    me.press("继续：日期与人数")
    me.sees("名册标记")
    me.fill("每日到岗人数", str(STAFF - 1))
    me.press("保存并返回列表")

    me.press("继续：安全岗位")
    me.fill("添加安全管理负责人", "员工01")
    me.page.get_by_role("button", name="员工01").tap()
    me.sees("不再担任此岗位")  # what is chosen is saved by itself
    me.step()
    me.press("保存并返回列表")


def enter_the_shift(me: Shopkeeper) -> None:
    me.press("继续：班次")
    first = me.page.get_by_role("group", name="班次1")
    first.get_by_label("班次名称").fill("早班")
    first.get_by_label("人数").fill(str(STAFF - 1))
    first.get_by_label("上班").fill("08:30")
    first.get_by_label("下班").fill("17:30")
    me.press("保存并返回列表")


def count_and_order(me: Shopkeeper) -> None:
    me.press("继续：防疫物资")
    masks = me.page.get_by_role("group", name="口罩")
    masks.get_by_label("盒").fill("1")
    me.page.get_by_role("group", name="测温仪").get_by_label("支").fill("1")
    me.page.get_by_role("group", name="消毒液").get_by_label("瓶").fill("6")
    me.page.get_by_role("group", name="酒精").get_by_label("瓶").fill("2")
    me.sees("已自动保存")
    me.sees("按已保存的数量")
    me.sees("口罩：1盒 3包 3只（83只）")
    me.press("申领缺少的物资")
    me.sees("申请提交后参加物资分配")
    me.press("继续填写申请")


def write_the_plan(me: Shopkeeper) -> None:
    me.press("继续：防控方案")
    me.press("为空白部分套用模板")
    for field in me.page.get_by_role("textbox").all():
        text = field.input_value()
        field.fill(text.replace("【", "").replace("】", ""))
    me.press("保存并返回列表")


def add_photos(me: Shopkeeper) -> None:
    me.press("材料")
    me.press("添加照片")
    photo = a_photo()
    taken = {"name": photo.name, "mimeType": "image/jpeg", "buffer": photo.content}
    camera = me.page.get_by_label("拍照")
    expect(camera).to_be_visible()
    expect(me.page.get_by_text("请检查您填写的内容")).to_have_count(0)
    camera.set_input_files(taken)
    me.press("提交")
    me.sees("已提交")
    me.press("返回列表")


def hand_in(me: Shopkeeper) -> None:
    me.press("继续：承诺与提交")
    me.press("提交申请")
    me.sees("请检查您填写的内容")
    me.choose("我已阅读承诺内容，并代表本企业接受。")
    me.press("提交申请")
    me.sees("申请已提交")

    application = Application.objects.get()
    me.sees(application.number)
    assert (application.status, application.staff.count()) == ("submitted", STAFF)
    order = Order.objects.get()
    me.sees(order.number)
    assert order.status == "submitted"
    assert not Job.objects.filter(state="failed").exists()
