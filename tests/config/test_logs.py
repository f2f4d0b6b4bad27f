import pytest

from config.logs import hide_secrets


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (
            "GET /api/v1/declarations/m1RZWS87Gt5ybE5a75wcMBuxTLtHC3gK.K7MQ2XR4T/",
            "GET /api/v1/declarations/…/",
        ),
        ("POST /d/m1RZWS87Gt5ybE5a75wcMBuxTLtHC3gK/answers/?x=1", "POST /d/…/answers/?x=1"),
        ("GET /applications/5/declarations/people/", "GET /applications/5/declarations/people/"),
        ("GET /queue/", "GET /queue/"),
    ],
)
def test_no_link_and_no_code_reaches_the_log(address, shown):
    assert hide_secrets(None, "info", {"request": address})["request"] == shown
