"""What programs and broken browsers put where a text, a number, a day or a place in a list belongs."""

import base64
import json


def cursor(values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


ROWS: list[list[object]] = [
    [1e999],
    [float("nan")],
    [None],
    [True],
    [10**30],
    [-(10**30)],
    ["\0"],
    ["\ud800"],
    ["x"],
    ["2020-02-30"],
    ["99999-01-01T00:00:00Z"],
    ["9999-12-31T23:59:59+00:00"],
    ["0001-01-01T00:00:00+14:00"],
]
CURSORS = [
    *("W10", "bnVsbA", "%%%", "é", "WyJ4Il0", cursor({"a": 1}), cursor([[1]])),
    *(cursor(row * length) for row in ROWS for length in (1, 2, 3)),
]

TEXTS = [
    *("\0", "a\0b", "\u202e", "\u202eabc\u202c", "\u2028", "\ufeff", "\ufffe", "\x1b[31m", "\U000e0041"),
    *(
        "'",
        '"',
        "\\",
        "%",
        "%s",
        "{}",
        "%(name)s",
        "<script>",
        "../../etc/passwd",
        " ",
        "\r\nSet-Cookie: a=b",
    ),
    *("x" * 100_000, "\u0301" * 5_000),
]
NUMBERS = [
    *(
        "-1",
        "0",
        "1e3",
        "1e400",
        "-0",
        "NaN",
        "Infinity",
        "-Infinity",
        "0x10",
        "1_000",
        "+5",
        "1,5",
        "１２",
        "٣",
    ),
    *("²", "9" * 19, "9" * 30, "-" + "9" * 30, "0." + "1" * 400, "9" * 5_000, "2147483648", "32768"),
]
DAYS = [
    *(
        "2020-02-30",
        "99999-01-01",
        "0000-00-00",
        "0001-01-01",
        "9999-12-31",
        "-2020-01-01",
        "2020-2",
        "2020-W07",
    ),
    *(
        "2020-02-17T25:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "２０２０-０２-１７",
        "24:00",
    ),
    *("20200217", "1580000000", "2020-13", "2020-00"),
]
OTHERS = ["[]", "{}", "null", "true", "[1]", "00000000-0000-0000-0000-000000000000", "x" * 43, "on,on", ","]
# Every one is a text, for an address or a form.
WORDS = [*TEXTS, *NUMBERS, *DAYS, *OTHERS, *CURSORS]
# For a field of a JSON body there are kinds as well.
VALUES: list[object] = [
    *(None, True, False, -1, 0, 0.1, 1e308, 10**30, -(10**30), 2**31, 2**63, float("nan"), float("inf")),
    *(
        [],
        {},
        [None],
        [[]],
        [{}],
        ["x"],
        [1],
        [True],
        [-1],
        {"a": 1},
        {"\0": "\0"},
        "",
        "\ud800",
        "a\udfffb",
        "\0",
    ),
    *(["\ud800"], ["\0"], ["x" * 100_000], ["x"] * 2_000, [{"\ud800": 1}]),
    *WORDS[: len(TEXTS) + len(NUMBERS) + len(DAYS)],
]
# Bodies that are nothing of the kind that they say they are, by the kind.
BODIES: list[tuple[str, bytes]] = [
    *(
        ("application/json", body)
        for body in (b"", b"[", b'{"a":', b"[]", b"null", b"1", b'"x"', b"\xff", b"\0")
    ),
    *(
        ("application/json", body)
        for body in (b'{"a": "\\ud800"}', b"[[]]", b"[1]", b"[null]", b"{}{}", b"NaN")
    ),
    ("application/json; charset=utf-16", b'{"a": 1}'),
    ("application/x-www-form-urlencoded", b"a=%ff&b=%00&%00=1&=&&a"),
    ("application/x-www-form-urlencoded; charset=klingon", b"a=1"),
    ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=x", b"--x\r\n"),
    ("multipart/form-data; boundary=" + "x" * 300, b"x"),
    ("multipart/form-data; boundary=\xe9", b"x"),
    ("text/plain", b"x"),
    ("application/xml", b"<a/>"),
    ("application/octet-stream", bytes(range(256))),
    ("", b"x"),
    ("application", b"{}"),
    ("a/b/c;;=", b"{}"),
]
