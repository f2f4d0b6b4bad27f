"""Small words for the templates of deciding."""

from datetime import date
from typing import Any

from django import template

from approvals.models import Certificate, Decision, StateNow
from reopening.industries import industry_name
from reopening.templatetags.wording import in_language

register = template.Library()
register.filter("in_language", in_language)
register.filter("industry", industry_name)


@register.filter
def by_policy(decision: Decision) -> str:
    """The title of the policy that decided by itself; its short name where the case has come under another one."""
    kept, policy_set = str((decision.rule or {}).get("policy", "")), decision.application.policy_set
    return policy_set.title_in_language if policy_set and str(policy_set) == kept else kept


@register.filter
def state_on(certificate: Certificate, day: date) -> StateNow:
    """What its check page says on a day."""
    return certificate.state_on(day)


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """`mapping[key]`, or nothing."""
    return mapping.get(key, "")
