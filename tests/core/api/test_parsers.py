"""What programs send that is none: `core.api.parsers`."""

from io import BytesIO

import pytest
from django.test import RequestFactory
from django.utils import translation
from rest_framework.exceptions import ParseError

from core.api.parsers import FormParser

SAID = {
    "en": "The request could not be understood. Nothing was changed.",
    "zh-hans": "无法识别该请求，未作任何变更。",
}


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=" + "x" * 300])
def test_a_form_of_parts_that_is_none_is_refused_in_words(language, kind):
    request = RequestFactory().put("/", b"x", content_type=kind)

    with translation.override(language), pytest.raises(ParseError, match=SAID[language]):
        FormParser().parse(BytesIO(b"x"), kind, {"request": request, "encoding": "utf-8"})
