import pytest
from django.urls import reverse

from reopening.models import PlanSection
from reopening.queries import plan_texts
from tests.factories import ApplicationFactory, ready_application


@pytest.fixture
def draft(applicant):
    return ApplicationFactory(
        firm=applicant.firms.get(),
        heads_on_site=30,
        site_kind="factory",
        area_m2=200,
        has_isolation_area=True,
    )


def page_of(draft):
    return reverse("reopening:section-plan", args=[draft.public_id])


def printed(draft):
    return reverse("reopening:plan-print", args=[draft.public_id])


def test_a_template_is_filled_with_what_the_desk_knows(client, applicant, draft):
    client.force_login(applicant)

    answer = client.post(page_of(draft), {"revision": 0, "insert": "all"}, follow=True)

    texts = plan_texts(draft)
    assert answer.redirect_chain[0][0] == page_of(draft)
    assert len(texts) == 6
    assert draft.firm.name in texts["leadership"]
    assert "演示法人" in texts["leadership"]
    assert "30 people come to work" in texts["staff_control"]
    assert "Masks needed a day: 30" in texts["supplies"]
    assert "Isolation area: ready" in texts["emergency"]
    assert "Machines and tools" in texts["disinfection"]
    assert "【times of the shifts】" in texts["staff_control"]
    assert "Still to fill in: name of the deputy" in answer.text


def test_typed_text_is_never_overwritten(client, applicant, draft):
    client.force_login(applicant)

    client.post(page_of(draft), {"revision": 0, "leadership": "厂长负总责。", "insert": "all"})
    client.post(page_of(draft), {"revision": 1, "leadership": "厂长负总责。", "insert": "leadership"})

    assert plan_texts(draft)["leadership"] == "厂长负总责。"


def test_one_section_takes_its_template_alone(client, applicant, draft):
    client.force_login(applicant)

    client.post(page_of(draft), {"revision": 0, "insert": "duties"})

    assert list(plan_texts(draft)) == ["duties"]


def test_blanks_left_open_are_found_while_typing(client, applicant, draft):
    client.force_login(applicant)

    page = client.post(
        reverse("reopening:preview-plan", args=[draft.public_id]),
        {"revision": 0, "duties": "由【姓名】负责。"},
    )

    assert "1 place of the plan is still to be filled in: 姓名." in page.text


def test_the_plan_is_seen_as_printed(client, applicant, draft):
    client.force_login(applicant)
    client.post(page_of(draft), {"revision": 0, "duties": "由【姓名】负责。"})

    page = client.get(printed(draft)).text

    assert "由【姓名】负责。" in page
    assert "1 place is still to be filled in" in page
    assert "2. Duties" in page


def test_a_policy_may_name_its_own_sections(client, applicant):
    draft = ready_application(applicant.firms.get())
    stored = draft.policy_set
    own = {
        "key": "training",
        "name": {"zh": "培训", "en": "Training"},
        "hint": {"zh": "何时", "en": "When"},
        "template": {"zh": "{firm}【日期】培训。", "en": "{firm} trains on 【day】."},
    }
    plan = stored.body["plan"] | {"sections": [own], "short_form": [], "short_form_heads": 0}
    stored.body = stored.body | {"plan": plan}
    stored.save()
    PlanSection.objects.all().delete()
    client.force_login(applicant)

    client.post(page_of(draft), {"revision": 0, "insert": "training"})

    assert plan_texts(draft) == {"training": f"{draft.firm.name} trains on 【day】."}


def test_the_printed_plan_has_its_ladder(client, applicant, outsider, reviewer, draft):
    assert client.get(printed(draft)).status_code == 302
    client.force_login(outsider)
    assert client.get(printed(draft)).status_code == 404
    client.force_login(reviewer)
    assert client.get(printed(draft)).status_code == 404
    client.force_login(applicant)
    assert client.get(printed(draft)).status_code == 200
    assert client.post(printed(draft)).status_code == 405
