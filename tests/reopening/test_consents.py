from datetime import date

from reopening import consents
from reopening.consents import Consent, consent_on


def version(name, day):
    text = {"zh": "甲", "en": "a"}
    return Consent.model_validate({"version": name, "from_on": day, "title": text, "points": [text]})


def test_the_text_of_the_day_is_asked_for(monkeypatch):
    both = (version("1", date(2020, 2, 10)), version("2", date(2020, 3, 1)))
    monkeypatch.setattr(consents, "consents", lambda: both)

    asked = [consent_on(day).version for day in (date(2020, 2, 1), date(2020, 2, 29), date(2020, 3, 1))]

    assert asked == ["1", "1", "2"]


def test_versions_are_kept_apart():
    versions = [each.version for each in consents.consents()]

    assert len(versions) == len(set(versions))
