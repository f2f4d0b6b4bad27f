"""“Why is it here”: the rule that gave a case to its office, in words, and whether the policy has changed since."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.models import Division
from reopening.industries import industry_name
from reopening.marks import queue_columns
from reopening.models import Application, PolicySet
from reopening.policy.base import CaseFlag, Change
from reopening.wording import localise
from reopening.wording.choices import choice_label


@dataclass(frozen=True)
class Whereabouts:
    """
    The office of a case, the rule, what of the firm it met, and where the rule comes from.

    :param change: what another policy, in force since, says of the same case; empty while none is
    """

    office: str
    rule: str
    evidence: str
    source: str
    policy: str
    change: str


def why_here(application: Application, on: date) -> Whereabouts | None:
    """None for a case from before offices were kept, or not handed in yet."""
    why, policy_set = application.route, application.policy_set
    if not why:
        return None
    return Whereabouts(
        office=office_now(application, why),
        rule=rule_in_words(why),
        evidence=evidence_in_words(why),
        source=localise(why["source"]),
        policy=_("%(title)s, version %(version)s")
        % {"title": policy_set.title_in_language, "version": policy_set.version},
        change=change_since(application, on),
    )


def office_now(application: Application, why: dict[str, Any]) -> str:
    """A late case is with the office above, whatever the rule of its size says."""
    if not application.escalated_to:
        return office_name(application.office_code, why)
    return _("%(office)s (handed up)") % {"office": Division.objects.get(pk=application.escalated_to)}


def office_name(code: str, why: dict[str, Any]) -> str:
    """`Xihu District: The district's leading group`."""
    division = Division.objects.filter(pk=code).first()
    return _("%(division)s (%(office)s)") % {"division": division or code, "office": localise(why["name"])}


def rule_in_words(why: dict[str, Any]) -> str:
    params = {"least": f"{why['at_least']:,}", "most": f"{why.get('at_most') or 0:,}"}
    if why["rule"] == "size" and why["at_most"] is None:
        return _("Firms with %(least)s people on site or more go to this office.") % params
    if why["rule"] == "size":
        return _("Firms with %(least)s to %(most)s people on site go to this office.") % params
    sentence = {
        "class": _("Firms of this class with at least %(least)s people on site go to this office."),
        "listed": _("Firms that the policy names one by one go to this office."),
        "trade": _("Firms of this trade with at least %(least)s people on site go to this office."),
        "change": _("Changes of this kind, with at least %(least)s people on site, go to this office."),
        "flag": _("Cases marked like this one, with at least %(least)s people on site, go to this office."),
    }[why["rule"]]
    return sentence % params


def evidence_in_words(why: dict[str, Any]) -> str:
    heads = _("%(count)s people on site") % {"count": f"{why['heads']:,}"}
    flags = ", ".join(choice_label(CaseFlag, flag) for flag in why.get("flags", ()))
    about = {
        "class": localise(why.get("firm_class", {})),
        "trade": industry_name(why.get("industry", "")),
        "change": choice_label(Change, why["change"]) if "change" in why else "",
        "flag": flags,
    }
    return _("; ").join(filter(None, [about.get(why["rule"], ""), heads]))


def change_since(application: Application, on: date) -> str:
    """What the policy in force now would say of the same submission, when it is another one."""
    now = PolicySet.objects.effective(application.division_code, on)
    if now is None or now.pk == application.policy_set_id or not application.snapshot:
        return ""
    names = {"title": now.title_in_language, "version": now.version}
    columns = queue_columns(now.rules, application.snapshot)
    if (columns["office_code"], columns["trade_office"]) == (
        application.office_code,
        application.trade_office,
    ):
        return (
            _("Since then %(title)s, version %(version)s, has come into force; the office stays the same.")
            % names
        )
    return _(
        "Since then %(title)s, version %(version)s, has come into force; by it the case would go to %(office)s."
    ) % (names | {"office": office_name(columns["office_code"], columns["route"])})
