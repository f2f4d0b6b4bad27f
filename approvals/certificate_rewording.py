"""A certificate's frozen facts with the words of another version of the template around them. Pure."""

from datetime import date
from typing import Any

from approvals.wording import CertificateFacts, compose, words_of
from core.papers.templates import Template

KEPT = ("firm", "credit_code", "address", "opens_on")  # values that the template has no words for


def reworded(
    wording: dict[str, Any],
    template: Template,
    *,
    mode: str,
    headcount_limit: int,
    valid_from: date,
    valid_until: date | None,
) -> dict[str, Any]:
    """
    What the paper says when it is printed anew: every value as it was decided, the words of `template`.

    :param wording: as it was frozen with the decision; conditions stay word for word, for they are what was decided
    """
    values = {fact["key"]: fact["value"] for fact in wording["facts"]}
    issued_on = date.fromisoformat(wording["issued_on"]["iso"])
    facts = CertificateFacts(
        mode=mode,
        number=wording["number"]["value"],
        firm=values["firm"]["zh"],
        credit_code=values["credit_code"]["zh"],
        address=values["address"]["zh"],
        headcount_limit=headcount_limit,
        opens_on=valid_from,
        valid_from=valid_from,
        valid_until=valid_until,
        issued_on=issued_on,
        authority=wording["authority"],
        check_url=wording["check"]["url"],
        signed_code=wording["check"].get("code", ""),
        conditions=wording["conditions"]["items"] if wording["has_conditions"] else [],
    )
    new = compose(facts, version=template.version, words=words_of(template.words)) | template.mark
    for fact in new["facts"]:
        if fact["key"] in KEPT:
            fact["value"] = values[fact["key"]]
    return new
