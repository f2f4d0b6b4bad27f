"""Every verb that `allowed_actions` may name has an address of the API that does it (`Workflow.verbs_for`)."""

import pytest
from django.urls import Resolver404, resolve

from core.workflow_document import workflows
from reopening.permissions import is_the_desk
from tests.walks.walking import CALLED, KINDS, TABLES

WHO = "00000000-0000-0000-0000-000000000000"
RECORDS = {kind: TABLES[record] for kind, (record, _often) in KINDS.items() if record in TABLES} | {
    "policy-sets": dict(workflows())["reopening: policy_set"],
    "join-requests": dict(workflows())["reopening: join_request"],
    "tenancies": dict(workflows())["reopening: tenancy"],
    "exports": dict(workflows())["core: export"],
}
OFFERED = [
    (kind, verb)
    for kind, table in RECORDS.items()
    for verb, rule in table.items()
    if not rule.part_of and rule.allowed.__name__ not in {is_the_desk.__name__, "ends_here"}
]


@pytest.mark.parametrize(("kind", "verb"), OFFERED)
def test_each_verb_that_people_are_offered_has_an_address(kind, verb):
    method, tail = CALLED.get(verb, ("post", f"{verb}/"))

    try:
        found = resolve(f"/api/v1/{kind}/{WHO}/{tail}")
    except Resolver404:
        pytest.fail(f"{kind}: `{verb}` is offered, and no address does it")

    assert method in found.func.actions
