import pytest
from django.utils import translation

from reopening.policy import load_policy
from reopening.policy.files import SHIPPED
from tests.reopening.gates.makers import PAPERS, WENZHOU, WHOLE, changed, finding


@pytest.mark.parametrize(("facts", "key", "level"), PAPERS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_paper_is_there_or_deferred_and_clean(facts, key, level, language):
    found = finding(key, changed(**facts), WENZHOU)

    assert (found.level, found.section) == (level, "documents")
    with translation.override(language):
        assert "%(" not in found.message + found.remedy
        assert found.remedy or level == "pass"


def test_a_paper_that_may_not_follow_is_missing():
    body = load_policy(SHIPPED / "chongqing-yubei-2020-02-20.toml").body

    assert finding("paper_missing", WHOLE, body).level == "block"
    assert finding("paper_undecided", WHOLE, body).params["count"] == 3
