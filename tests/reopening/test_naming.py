import pytest

from reopening.naming import naming
from tests.factories import UserFactory, policy_set, submitted_application
from tests.reopening.services.test_hotline import take_call

pytestmark = pytest.mark.django_db


def test_members_read_their_own_peoples_names_whole(applicant, outsider, reviewer, approver):
    case = submitted_application(applicant.firms.get())

    assert naming(applicant, case)("王小明") == "王小明"
    for reader in (outsider, reviewer, approver, UserFactory()):
        assert naming(reader, case)("王小明") == "王**"


def test_whoever_files_under_a_mandate_reads_the_family_name(clerk):
    policy_set()

    assert naming(clerk, take_call(clerk).application)("王小明") == "王**"
