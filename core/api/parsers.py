"""What programs send; JSON as canonical text, no deeper than a person nests it, no larger than the settings allow."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser, MultiPartParser

from core.texts import canonical_values

DEPTH = 20


class BodyTooLarge(APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = gettext_lazy("The request is larger than allowed here.")


class CanonicalJSONParser(JSONParser):
    """
    :raises BodyTooLarge: beyond DATA_UPLOAD_MAX_MEMORY_SIZE
    :raises ParseError: for what is no JSON, nested more than DEPTH deep, or names something twice
    """

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise BodyTooLarge
        try:
            value = json.loads(body.decode(), parse_constant=refuse_constant, object_pairs_hook=object_of)
        except json.JSONDecodeError as error:
            place = {"line": error.lineno, "column": error.colno}
            raise ParseError(_("This is no JSON: see line %(line)s, column %(column)s.") % place) from error
        except ValueError as error:
            raise ParseError(_("This is no JSON in UTF-8.")) from error
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deep.")) from error
        except UnclearObject as error:
            raise ParseError(str(error)) from error
        if depth_of(value) > DEPTH:
            raise ParseError(_("The JSON is nested too deep."))
        return canonical_values(value)


class FormParser(MultiPartParser):
    """A form of parts, with files. :raises ParseError: in the reader's language, for what is none"""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except ParseError as error:
            raise ParseError(_("The request could not be understood. Nothing was changed.")) from error


class UnclearObject(Exception):
    """An object of which it is not clear what it says, in words."""


def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """
    :raises UnclearObject: if a name stands there twice, or there are more than a form may have
    """
    if len(pairs) > settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:
        pairs.clear()  # or else the error's own frame keeps a million of them
        raise UnclearObject(
            _("The JSON has more than %(most)s names in one object.")
            % {"most": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS}
        )
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnclearObject(_("The JSON names “%(name)s” twice in one object.") % {"name": twice[:40]})
    return found


def refuse_constant(name: str) -> None:
    """NaN and infinity are no numbers of JSON. :raises ValueError: always"""
    raise ValueError(name)


def depth_of(value: Any) -> int:
    """How deep lists and objects are nested; counting stops beyond DEPTH."""
    layer, depth = [value], 0
    while layer and depth <= DEPTH:
        layer = [
            inner
            for each in layer
            if isinstance(each, list | dict)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        depth += 1
    return depth
