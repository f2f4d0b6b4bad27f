"""
Numbers that people type. Each is a line of text: of an input of type number that holds `１２０` or `38，5` a browser
sends nothing, and what was typed would be lost without a word.
"""

import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms

from core.checked import Checked
from core.folding import fold
from reopening.forms.fields import canonical
from reopening.quantities import decimal_number, whole_number

COLDEST, HOTTEST = Decimal(34), Decimal(43)  # of a living person
DEGREES = re.compile("(°C|℃|度|C)$", re.IGNORECASE)
FROM_WHOLE = {"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}
FROM_DECIMAL = {**FROM_WHOLE, "inputmode": "decimal"}
FROM_SIGNED = {**FROM_WHOLE, "inputmode": "text"}  # the digits of a phone have no minus


class NumberField(Checked, forms.IntegerField):
    """A whole number; full-width digits and thousands separators are folded, the limits explained."""

    check = "number"
    widget = forms.TextInput

    def __init__(self, *, min_value: int | None = None, max_value: int | None = None, **kwargs: Any) -> None:
        """:param min_value, max_value: both included"""
        is_signed = min_value is not None and min_value < 0
        kwargs.setdefault("widget", forms.TextInput(attrs=FROM_SIGNED if is_signed else FROM_WHOLE))
        self.at_least, self.at_most = min_value, max_value
        super().__init__(**kwargs)

    @property
    def check_url(self) -> str:
        limits = {"min": self.at_least, "max": self.at_most}
        stated = {name: value for name, value in limits.items() if value is not None}
        return f"{super().check_url}?{urlencode(stated)}" if stated else super().check_url

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or not fold(str(value)):
            return None
        return int(canonical(self.read, str(value)))

    def read(self, text: str) -> int:
        return whole_number(text, at_least=self.at_least, at_most=self.at_most)

    def told(self, value: Any) -> str:
        return f"{value:,}" if value >= 1000 else ""


class DecimalField(forms.DecimalField):
    """A number with decimals; a comma or `。` stands for the point where it groups no thousands."""

    def __init__(self, **kwargs: Any) -> None:
        is_signed = kwargs.get("min_value", 0) < 0
        kwargs.setdefault("widget", forms.TextInput(attrs=FROM_SIGNED if is_signed else FROM_DECIMAL))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as Django itself does
        if value in self.empty_values or not fold(str(value)):
            return None
        return Decimal(canonical(decimal_number, self.bare(str(value))))

    def bare(self, text: str) -> str:
        """`text` without the unit that people may write behind it."""
        return text


class TemperatureField(Checked, DecimalField):
    """Degrees Celsius."""

    check = "temperature"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=COLDEST, max_value=HOTTEST, max_digits=3, decimal_places=1, **kwargs)

    def bare(self, text: str) -> str:
        return DEGREES.sub("", fold(text)).rstrip()
