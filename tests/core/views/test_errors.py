"""The pages people see when something is not there or not theirs."""


def test_an_unknown_address_has_a_page_with_a_way_out(client, auditor):
    client.force_login(auditor)

    page = client.get("/no/such/page/")

    assert page.status_code == 404
    assert "This page does not exist" in page.text
    assert 'href="/"' in page.text


def test_a_page_for_others_says_so(client, reviewer):
    client.force_login(reviewer)

    assert "You may not do this" in client.get("/audit/").text


def test_a_wrong_cursor_is_refused_in_words(client, auditor):
    client.force_login(auditor)

    page = client.get("/audit/?cursor=nonsense")

    assert page.status_code == 400
    assert "Please start again from the first page." in page.text
