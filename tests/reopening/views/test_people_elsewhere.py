"""People whom another filed roster lists too, on the roster's page."""

from reopening.models import Application
from tests.factories import (
    ApplicationFactory,
    StaffMemberFactory,
    submitted_application,
)
from tests.reopening.views.test_rosters import draft, page_of  # noqa: F401 - a fixture


def test_people_whom_another_filed_roster_lists_are_picked_out(client, applicant, draft):  # noqa: F811
    for number, name in enumerate(["甲", "乙", "丙"]):
        StaffMemberFactory(application=draft, name=name, resident_id_hash=f"{number:032}")
    filed, other = submitted_application(), ApplicationFactory()
    StaffMemberFactory(application=filed, resident_id_hash=f"{1:032}")
    StaffMemberFactory(application=other, resident_id_hash=f"{2:032}")  # a draft
    client.force_login(applicant)
    address = page_of(draft, "roster")
    assert "Also listed elsewhere" not in client.get(address).text
    Application.objects.filter(pk=draft.pk).update(people_elsewhere=1)

    everybody, picked = client.get(address), client.get(address, {"elsewhere": "yes"})

    assert 'href="?elsewhere=yes"' in everybody.text
    assert [row.is_elsewhere for row in everybody.context["rows"]] == [False, True, False]
    assert [row.name for row in picked.context["rows"]] == ["乙"]
    assert picked.text.count("also listed elsewhere") == 1
    assert filed.firm.name not in everybody.text + picked.text
