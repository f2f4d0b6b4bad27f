"""
No form renders an input of type number: of one that holds `１２０` a browser sends nothing, and says nothing.
"""

import ast
from importlib import import_module

from django import forms

from tests.test_conventions import ROOT, trees

NUMBERS = "reopening/forms/numbers.py"  # where their fields are made
UNSAFE = {"DecimalField", "FloatField", "IntegerField", "NumberInput"}


def is_unsafe(call: ast.Call) -> bool:
    """`forms.IntegerField(…)` and the like, but those that nobody types into."""
    made = call.func
    if not (
        isinstance(made, ast.Attribute) and isinstance(made.value, ast.Name) and made.value.id == "forms"
    ):
        return False
    return made.attr in UNSAFE and "HiddenInput" not in ast.dump(call)


def test_numbers_are_typed_into_lines_of_text():
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        if "/forms" in name and name != NUMBERS
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and is_unsafe(node)
    ]

    assert not found, "use NumberField or DecimalField of reopening.forms.numbers"


def test_fields_that_models_make_are_lines_of_text_too():
    paths = [*ROOT.glob("*/forms/*.py"), *ROOT.glob("*/forms.py")]
    for path in paths:
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in descendants(forms.BaseForm)
        if form.__module__.split(".")[0] in {"approvals", "core", "reopening", "supplies"}
        for name, field in getattr(form, "base_fields", {}).items()
        if getattr(field.widget, "input_type", "") == "number"
    ]

    assert paths
    assert not found, "name NumberField in field_classes"


def descendants(form: type) -> set[type]:
    return {each for child in form.__subclasses__() for each in {child, *descendants(child)}}
