"""Rows read by a statement of one's own are those that a query gives."""

import pytest

from core.kept_statements import ByColumn, Columns
from reopening.models import Application, Firm, Membership, StaffMember
from tests.factories import FirmFactory, MembershipFactory, submitted_application

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Application, StaffMember], ids=["documents", "sealed"])
def test_each_value_is_what_a_query_gives(model, applicant):
    submitted_application(applicant.firms.get())
    expected = model.objects.order_by("pk").first()

    [found] = ByColumn(model, "id").rows(expected.pk)

    assert not found._state.adding
    for field in model._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(expected, field.attname), field.name


def test_a_column_that_was_left_out_is_read_when_it_is_asked_for(django_assert_num_queries):
    firm = FirmFactory()
    columns = Columns(Firm, "f", without={"address"})

    row = columns.row([getattr(firm, name) for name in columns.names])

    with django_assert_num_queries(1):
        assert row.address == firm.address


def test_all_rows_with_the_value_are_found_and_no_others(applicant):
    MembershipFactory()
    other = MembershipFactory(user=applicant)

    found = ByColumn(Membership, "user_id").rows(applicant.pk)

    assert {row.pk for row in found} == {applicant.memberships.exclude(pk=other.pk).get().pk, other.pk}
