"""What programs may say in a request: `core.api.inputs`."""

import uuid
from collections.abc import Iterator

import pytest
from django.utils import translation
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

import config.urls  # noqa: F401  (every shape of the API is loaded with its addresses)
from core.api.inputs import Input, Instant, Strict
from core.models import Division
from tests.factories import PASSWORD, ApplicationFactory


class LineInput(Input):
    quantity = serializers.IntegerField(min_value=1)


class OrderShape(Input):
    kind = serializers.CharField()
    lines = LineInput(many=True)


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "这里没有这个字段。"), ("en", "There is no such field here.")]
)
def test_unknown_fields_are_refused_by_name_beside_what_else_is_wrong(language, words):
    form = OrderShape(data={"status": "approved", "lines": [{"quantity": 0, "awarded": 9}]})

    with translation.override(language):
        assert not form.is_valid()

        assert form.errors["status"] == [words]
        assert form.errors["lines"][0]["awarded"] == [words]
        assert {*form.errors["lines"][0]} == {"awarded", "quantity"}
        assert "kind" in form.errors


def test_of_very_many_unknown_fields_the_first_are_named():
    form = LineInput(data={"quantity": 1} | {f"x{number}": number for number in range(100_000)})

    assert not form.is_valid()
    assert len(form.errors) == 100


def test_a_body_that_is_no_object_stays_one_sentence():
    with pytest.raises(ValidationError) as caught:
        OrderShape(data=["kind"]).is_valid(raise_exception=True)

    assert set(caught.value.detail) == {"non_field_errors"}


def subclasses(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def parts_of(shape: serializers.BaseSerializer) -> Iterator[serializers.BaseSerializer]:
    """The shapes inside a shape."""
    for field in getattr(shape, "fields", {}).values():
        inner = field
        while hasattr(inner, "child"):
            inner = inner.child
        if isinstance(inner, serializers.BaseSerializer):
            yield inner
            yield from parts_of(inner)


def test_every_body_of_the_api_is_strict():
    loose = {
        shape.__name__
        for shape in subclasses(serializers.BaseSerializer)
        if shape.__name__.endswith("Input") and ".api." in shape.__module__ and not issubclass(shape, Strict)
    }

    assert loose == {"EffectiveInput"}  # of an address, not of a body


def test_what_lies_inside_a_body_is_as_strict_as_the_body():
    shapes = [shape for shape in subclasses(Strict) if issubclass(shape, serializers.BaseSerializer)]
    loose = {
        f"{shape.__name__}: {type(part).__name__}"
        for shape in shapes
        for part in parts_of(shape())
        if not isinstance(part, Strict)
    }

    assert len(shapes) > 60
    assert loose == set()


@pytest.mark.django_db
def test_a_firm_that_names_the_state_is_told_and_nothing_is_stored(client, applicant):
    draft = ApplicationFactory(firm=applicant.firms.get())
    client.login(username=applicant.username, password=PASSWORD)

    answer = client.patch(
        f"/api/v1/applications/{draft.public_id}/",
        {"site_address": "新址", "status": "approved"},
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4()), "Accept-Language": "en"},
    )

    assert answer.status_code == 400
    assert [(each["path"], each["message"]) for each in answer.json()["errors"]] == [
        ("status", "There is no such field here.")
    ]
    draft.refresh_from_db()
    assert (draft.status, draft.site_address) != ("approved", "新址")


class PlaceShape(Input):
    division = serializers.PrimaryKeyRelatedField(queryset=Division.objects.all())
    others = serializers.SlugRelatedField(slug_field="code", queryset=Division.objects.all(), many=True)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["\0", "33\0", "\ud800"])
def test_a_key_that_the_database_cannot_hold_is_found_nowhere(key):
    form = PlaceShape(data={"division": key, "others": [key]})

    assert not form.is_valid()
    assert {name: errors[0].code for name, errors in form.errors.items()} == {
        "division": "does_not_exist",
        "others": "does_not_exist",
    }


@pytest.mark.parametrize(
    "moment", ["0001-01-01", "0001-01-01T00:00", "9999-12-31T23:59:59-14:00", "99999-01-01T00:00"]
)
def test_a_moment_beyond_the_calendar_is_refused(moment):
    with pytest.raises(ValidationError):
        Instant().run_validation(moment)
