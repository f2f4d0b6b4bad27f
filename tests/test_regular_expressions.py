"""No regular expression of ours takes longer than its text is long."""

import ast
import re
import time
import warnings
from collections.abc import Iterator

import pytest

from tests.test_conventions import trees

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from re import _constants as codes  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]

CALLS = {"compile", "match", "fullmatch", "search", "sub", "subn", "findall", "finditer", "split"}
REPEATS = {codes.MAX_REPEAT, codes.MIN_REPEAT}
UNBOUNDED = 50  # a repetition of more than so many counts as one without end
LENGTH = 50_000
SECONDS = 1.0  # generous: in truth some milliseconds
FILLINGS = [
    "a",
    "1",
    " ",
    "\t",
    "-",
    "(",
    "[",
    "<",
    ".",
    "长",
    "，",
    "年",
    'r="A',
    "a ",
    "1-",
    "a@",
    '<c r="Z1" ',
    "\\",
    "\n",
]


def patterns() -> Iterator[tuple[str, str | bytes, int]]:
    """Where, what, and its flags: each pattern that is written down in the sources."""
    for name, tree in trees():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
                continue
            if node.func.attr in CALLS:
                yield f"{name}:{node.lineno}", literal(node.args[0]), flags_of(node)


def literal(node: ast.expr) -> str | bytes:
    """The text of a pattern; a piece that is put in stands for a word."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    if isinstance(node, ast.BinOp):
        left = literal(node.left)
        if isinstance(node.op, ast.Mod):
            return left.replace(b"%s", b"x") if isinstance(left, bytes) else left.replace("%s", "x")
        return left + literal(node.right)  # type: ignore[operator]
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        return node.value
    if isinstance(node, ast.BinOp | ast.Name | ast.Call | ast.Attribute | ast.Subscript):
        return b"" if "rb" in ast.dump(node) else ""
    raise AssertionError(f"write the pattern down where it is compiled: {ast.dump(node)}")


def flags_of(node: ast.Call) -> int:
    return re.IGNORECASE if "IGNORECASE" in ast.dump(node) else 0


FOUND = sorted({(where, pattern, flags) for where, pattern, flags in patterns() if pattern}, key=str)


def nested(tree: parser.SubPattern, inside: bool = False) -> bool:
    """Whether a repetition without end stands in another one."""
    for code, value in tree:
        if code in REPEATS:
            _least, most, inner = value
            endless = most is codes.MAXREPEAT or most > UNBOUNDED
            if (endless and inside) or nested(inner, inside or endless):
                return True
        elif code is codes.SUBPATTERN:
            if nested(value[-1], inside):
                return True
        elif code is codes.BRANCH:
            if any(nested(branch, inside) for branch in value[1]):
                return True
        elif code in {codes.ASSERT, codes.ASSERT_NOT} and nested(value[1], inside):
            return True
    return False


def test_the_patterns_are_found():
    assert len(FOUND) > 15


@pytest.mark.parametrize(
    ("bad", "is_nested"), [("(a+)+", True), ("(a|b*)*c", True), ("(?:a{1,99})+", True), ("(a?)+b*", False)]
)
def test_a_nested_repetition_is_seen(bad, is_nested):
    assert nested(parser.parse(bad)) is is_nested


@pytest.mark.parametrize(
    ("where", "pattern", "flags"), FOUND, ids=[where for where, _pattern, _flags in FOUND]
)
def test_a_pattern_is_linear(where, pattern, flags):
    assert not nested(parser.parse(pattern, flags)), "no repetition inside a repetition"
    compiled = re.compile(pattern, flags)
    for filling in FILLINGS:
        text: str | bytes = filling * (LENGTH // len(filling)) + "!"
        text = text.encode() if isinstance(pattern, bytes) else text
        started = time.process_time()
        compiled.fullmatch(text)  # type: ignore[arg-type]
        compiled.search(text)  # type: ignore[arg-type]
        assert time.process_time() - started < SECONDS, (where, filling)
