from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from core.models import AuthorityName, Job, Paper, PaperTemplate, User
from core.papers.kinds import kinds
from reopening.models import Application, Firm, StaffMember, Umbrella

pytestmark = pytest.mark.django_db
COUNTED = (Firm, Application, StaffMember, Job, User, Paper, PaperTemplate, AuthorityName)


@pytest.fixture
def password_file(tmp_path):
    path = tmp_path / "password"
    path.write_text("a-generated-word\n")
    return path


def test_a_production_installation_gets_no_demo(password_file):
    with pytest.raises(CommandError, match="not a demo"):
        call_command("load_demo", "--password-file", password_file)

    assert not User.objects.exists()


def test_the_demo_district_has_something_on_every_page_and_loads_once(password_file, settings):
    settings.DEMO = True
    call_command("load_demo", "--password-file", password_file)
    counts = [model.objects.count() for model in COUNTED]

    call_command("load_demo", "--password-file", password_file)

    assert [model.objects.count() for model in COUNTED] == counts
    # the mall, tenants that nobody knew, two that called, those that things befell, a maker of goods
    assert Firm.objects.count() == 60 + 1 + 7 + 2 + 8 + 1
    mall = Umbrella.objects.get()
    assert Counter(mall.tenancies.values_list("status", "application__status")) == {
        ("active", "submitted"): 1,
        ("active", "draft"): 6,
        ("asked", None): 1,
    }
    assert mall.tenancies.filter(application__status="draft", blocks=0).count() == 1
    assert mall.tenancies.filter(status="active", mandate=None).count() == 1
    statuses = set(Application.objects.values_list("status", flat=True))
    assert {"draft", "submitted"} <= statuses
    assert StaffMember.objects.values("class_code").distinct().count() >= 4
    assert set(Paper.objects.values_list("kind", flat=True)) == set(kinds())
    assert set(PaperTemplate.objects.values_list("status", flat=True)) == {"draft", "published"}
    assert AuthorityName.objects.count() == 1
    assert User.objects.get(username="approver").check_password("a-generated-word")
