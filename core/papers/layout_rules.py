"""
What a layout that somebody writes may hold: plain parts with a class and a language, every place once, CSS that loads
nothing and names the packaged typefaces. Everything else is refused in a sentence: deny by default. No ORM.
"""

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any

import tinycss2  # comes with WeasyPrint
from django.utils.translation import gettext as _

from core.papers.filling import PLACE, has_stray_braces
from core.papers.layouts import Layout
from core.printing.faces import describe, missing_characters

LONGEST_HTML = 10_000  # characters
LONGEST_CSS = 30_000
HOLDERS = {
    "header",
    "main",
    "section",
    "footer",
    "div",
}  # what a place may stand in: it brings its own paragraphs
TAGS = HOLDERS | {"p", "span", "h2", "h3", "ul", "ol", "li", "small", "br", "hr"}
VOID = {"br", "hr"}
CLASSES = re.compile(r"[A-Za-z][\w -]*")
LANGUAGES = {"zh-Hans", "en"}
FAMILIES = {"Desk Sans", "Desk Serif"}
MARGIN_BOX = re.compile(r"(top|bottom|left|right)-(left|center|right|top|middle|bottom)(-corner)?")
FUNCTIONS = {
    "string",
    "counter",
    "counters",
    "content",
    "rgb",
    "rgba",
    "hsl",
    "hsla",
    "calc",
    "min",
    "max",
} | {
    *(
        "rotate",
        "translate",
        "translatex",
        "translatey",
        "scale",
        "linear-gradient",
        "nth-child",
        "not",
        "lang",
    ),
    *("nth-of-type", "nth-last-child", "is", "where"),
}
# Would take words out of what is read aloud, or out of the page.
REFUSED_VALUES = {("position", "running"), ("float", "footnote")}


def html_problems(layout: Layout, places: Sequence[str]) -> list[str]:
    """What is wrong with the HTML, as sentences; none if nothing is."""
    if len(layout.html) > LONGEST_HTML:
        return [too_long(LONGEST_HTML)]
    reader = Reader(places)
    reader.feed(layout.html)
    reader.close()
    problems = [*reader.problems, *(_("<%(tag)s> is not closed.") % {"tag": tag} for tag in reader.open)]
    for place in places:
        found = reader.found.count(place)
        if found != 1:
            problems.append(missing_or_twice(place, found))
    return [*dict.fromkeys([*problems, *unprintable(layout.html)])]


def stray_braces() -> str:
    return _("{ and } can stand only around the name of a place: there is no template language.")


def missing_or_twice(place: str, found: int) -> str:
    sentence = (
        _("{%(place)s} stands here twice; each place stands once.")
        if found
        else _("{%(place)s} is missing: it must stand once.")
    )
    return sentence % {"place": place}


def unprintable(text: str) -> list[str]:
    missing = missing_characters(text)
    return (
        [_("No typeface of papers has %(characters)s.") % {"characters": describe(missing)}]
        if missing
        else []
    )


def too_long(longest: int) -> str:
    return _("This is too long: %(longest)s characters are the most.") % {"longest": f"{longest:,}"}


class Reader(HTMLParser):
    """Goes through the HTML once and puts down what is not allowed."""

    def __init__(self, places: Sequence[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.places = places
        self.open: list[str] = []
        self.found: list[str] = []
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.problems.append(
                _("<%(tag)s> can't be used. These can: %(tags)s.")
                % {"tag": tag, "tags": ", ".join(sorted(TAGS))}
            )
        for name, value in attrs:
            if not is_attribute(name, value or ""):
                self.problems.append(
                    _('%(name)s="%(value)s" can\'t be used: only class, and lang with zh-Hans or en.')
                    % {"name": name, "value": value or ""}
                )
        if tag in TAGS - VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in TAGS - VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        elif tag in TAGS - VOID:
            self.problems.append(_("</%(tag)s> closes nothing that is open there.") % {"tag": tag})

    def handle_data(self, data: str) -> None:
        if has_stray_braces(data):
            self.problems.append(stray_braces())
        for place in PLACE.findall(data):
            self.found.append(place)
            if place not in self.places:
                known = " ".join(f"{{{each}}}" for each in self.places)
                self.problems.append(
                    _("%(names)s is not known here. You may use: %(known)s.")
                    % {"names": f"{{{place}}}", "known": known}
                )
            elif set(self.open) - HOLDERS:
                self.problems.append(
                    _("{%(place)s} must stand by itself, in a div, section, header, main or footer.")
                    % {"place": place}
                )

    def handle_comment(self, data: str) -> None:
        self.problems.append(_("Comments and declarations can't be used."))

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)


def is_attribute(name: str, value: str) -> bool:
    if name == "class":
        # The sample's mark and the lines of values are the desk's own.
        return bool(CLASSES.fullmatch(value)) and not {"value", "sample"} & set(value.split())
    return name == "lang" and value in LANGUAGES


def css_problems(layout: Layout) -> list[str]:
    """What is wrong with the CSS, as sentences; none if nothing is."""
    if len(layout.css) > LONGEST_CSS:
        return [too_long(LONGEST_CSS)]
    if "<" in layout.css or "\\" in layout.css:
        return [_("%(sign)s can't be used in CSS here.") % {"sign": "<" if "<" in layout.css else "\\"}]
    rules = tinycss2.parse_stylesheet(layout.css, skip_comments=True, skip_whitespace=True)
    problems = [problem for rule in rules for problem in problems_of_rule(rule, in_page=False)]
    return [*dict.fromkeys([*problems, *unprintable(layout.css)])]


def problems_of_rule(rule: Any, *, in_page: bool) -> Iterator[str]:
    if rule.type == "error":
        yield wrong_line(rule)
    elif rule.type == "at-rule":
        name = rule.lower_at_keyword
        if rule.content is None or not (MARGIN_BOX.fullmatch(name) if in_page else name == "page"):
            yield _("@%(name)s can't be used: only @page and its margins.") % {"name": rule.at_keyword}
            return
        for each in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
            yield from problems_of_part(each, in_page=name == "page")
    elif rule.type == "qualified-rule":
        yield from (problem for token in rule.prelude for problem in problems_of_token(token))
        for each in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
            yield from problems_of_part(each, in_page=False)


def problems_of_part(part: Any, *, in_page: bool) -> Iterator[str]:
    """Of a declaration, or of a margin of a page."""
    if part.type == "declaration":
        yield from problems_of_declaration(part)
    elif part.type == "at-rule" and in_page:
        yield from problems_of_rule(part, in_page=True)
    else:
        yield wrong_line(part)


def wrong_line(part: Any) -> str:
    return _("Line %(line)s can't be read.") % {"line": part.source_line}


def problems_of_declaration(declaration: Any) -> Iterator[str]:
    name, value = declaration.lower_name, declaration.value
    if declaration.important:
        yield _("!important can't be used: it would undo what every paper must keep.")
    if name.startswith("-"):
        yield _("%(name)s can't be used.") % {"name": declaration.name}
    for token in value:
        yield from problems_of_token(token)
        word = getattr(token, "lower_name", None) or getattr(token, "lower_value", None)
        if (name, word) in REFUSED_VALUES:
            yield _("%(name)s can't be used.") % {"name": f"{name}: {word}"}
    if name in {"font", "font-family"}:
        yield from problems_of_face(name, value)


def problems_of_face(name: str, value: list[Any]) -> Iterator[str]:
    named = {token.value for token in value if token.type == "string"}
    others = {token.value for token in value if token.type == "ident"} - {"inherit", "normal"}
    if named - FAMILIES or others or not named:
        yield _(
            '%(name)s must name "Desk Sans" or "Desk Serif", in double quotes: papers have no other typeface.'
        ) % {"name": name}


def problems_of_token(token: Any) -> Iterator[str]:
    if token.type == "url":
        yield _("url() can't be used: a paper loads nothing.")
    elif token.type == "error":
        yield wrong_line(token)
    elif token.type == "function":
        if token.lower_name not in FUNCTIONS:
            yield _("%(name)s can't be used.") % {"name": f"{token.name}()"}
        for each in token.arguments:
            yield from problems_of_token(each)
    elif token.type in {"() block", "[] block", "{} block"}:
        for each in token.content:
            yield from problems_of_token(each)
