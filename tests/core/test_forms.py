from datetime import timedelta
from datetime import timezone as fixed

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.errors import DomainError, Stale, TransitionNotAllowed
from core.forms import InstantField, refusals_in


class StaffForm(forms.Form):
    name = forms.CharField(help_text="As on the identity card")
    agreed = forms.BooleanField(label="I agree")
    place = forms.ChoiceField(choices=[("a", "Here"), ("b", "There")], widget=forms.RadioSelect)
    kind = forms.ChoiceField(choices=[("a", "A")], required=False)


def test_every_control_wears_the_class_of_its_kind():
    page = str(StaffForm())

    assert 'class="form-control"' in page
    assert 'class="form-check-input"' in page
    assert 'class="form-select"' in page
    assert "<legend>Place</legend>" in page
    assert "(optional)" in page


def test_a_choice_not_made_yet_is_asked_for_in_words():
    class PlaceForm(forms.Form):
        place = forms.TypedChoiceField(choices=[("", "---------"), ("a", "Here")])

    assert "Please choose" in str(PlaceForm())
    assert "---" not in str(PlaceForm())


@pytest.mark.parametrize("moment", ["0001-01-01 00:00", "9999-12-31 23:59:59", "99999-01-01 00:00"])
def test_a_moment_beyond_the_calendar_is_refused(moment):
    zone = fixed(timedelta(hours=14 if moment.startswith("0") else -12))

    with timezone.override(zone), pytest.raises(ValidationError):
        InstantField().clean(moment)


def test_an_error_is_tied_to_its_field_and_listed_above_with_a_link():
    page = str(StaffForm({"agreed": "on", "place": "a"}))

    assert '<a href="#id_name">Name: This field is required.</a>' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_error"' in page


def test_a_refusal_goes_beside_the_field_it_names():
    form = StaffForm({"name": "x", "agreed": "on", "place": "a"})
    form.is_valid()

    with refusals_in(form):
        raise DomainError("No.", errors=[{"path": "name", "code": "taken", "message": "This name is taken."}])

    assert form.errors == {"name": ["This name is taken."]}


@pytest.mark.parametrize("refusal", [DomainError("Not on a Sunday."), Stale()])
def test_a_refusal_without_a_field_stands_above_the_form(refusal):
    form = StaffForm({"name": "x", "agreed": "on", "place": "a"})
    form.is_valid()

    with refusals_in(form):
        raise refusal

    assert form.non_field_errors() == [str(refusal)]


def test_a_record_that_moved_on_is_not_a_matter_of_the_form():
    with pytest.raises(TransitionNotAllowed), refusals_in(StaffForm({})):
        raise TransitionNotAllowed


def test_a_validation_error_goes_beside_the_fields_it_names():
    form = StaffForm({"name": "x", "agreed": "on", "place": "a"})
    form.is_valid()

    with refusals_in(form):
        raise ValidationError({"name": ["Too short."], "elsewhere": ["Not here."]})

    assert form.errors == {"name": ["Too short."], "__all__": ["Not here."]}


def test_a_validation_error_without_a_field_stands_above_the_form():
    form = StaffForm({"name": "x", "agreed": "on", "place": "a"})
    form.is_valid()

    with refusals_in(form):
        raise ValidationError("Not today.")

    assert form.non_field_errors() == ["Not today."]
