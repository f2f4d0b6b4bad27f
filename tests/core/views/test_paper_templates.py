"""The administrator's pages of words: a new version from the first click to its publication."""

import pytest
from django.urls import reverse

from core import background
from core.models import PaperTemplate
from core.papers.kinds import wordings

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"core:{name}", args=args)


def filled(key, **changes):
    words = wordings()[key].shipped()
    posted = {f"{block}:{language}": text for block, pair in words.items() for language, text in pair.items()}
    return posted | changes


def test_an_administrator_writes_looks_at_and_publishes_a_version(client, administrator):
    client.force_login(administrator)
    assert "shipped with the desk" in client.get(page("templates")).text

    client.post(page("template-versions", "receipt"))
    client.post(page("template-draft", "receipt"), filled("receipt", **{"title:zh": "收件回执"}))
    background.run_waiting()
    draft = PaperTemplate.objects.get()
    sample = client.get(page("template-sample", draft.public_id))
    answer = client.post(
        page("template-publish", "receipt"), {"valid_from": "2099-01-01", "notice_number": "示例〔2099〕1号"}
    )

    assert b"".join(sample.streaming_content).startswith(b"%PDF")
    assert answer.url == page("template-versions", "receipt")
    assert "示例〔2099〕1号" in client.get(page("template-versions", "receipt")).text
    assert client.get(page("template-draft", "receipt")).status_code == 404


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(client, administrator):
    client.force_login(administrator)
    client.post(page("template-versions", "receipt"))
    posted = filled("receipt", **{"opening:zh": "{unit}：", "title:zh": "收件回执"})

    answer = client.post(page("template-draft", "receipt"), posted)

    assert answer.status_code == 422
    assert "{unit} is not known here. You may use: {firm}" in answer.text
    assert "收件回执" in answer.text
    assert PaperTemplate.objects.get().words["title"]["zh"] != "收件回执"


def test_only_notes_are_called_optional_and_what_is_left_out_is_named_at_its_field(client, administrator):
    client.force_login(administrator)
    client.post(page("template-versions", "receipt"))
    address = page("template-draft", "receipt")

    offered = client.get(address).text
    answer = client.post(address, filled("receipt", **{"title:en": ""}))

    assert offered.count("(optional)") == 2 * len(["basis", "contact", "footer"])
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"title:en": ["These words must not be empty."]}


def test_an_administrator_changes_the_layout_reads_what_is_wrong_with_it_and_takes_it_back(
    client, administrator
):
    client.force_login(administrator)
    client.post(page("template-versions", "receipt"))
    address = page("template-layout", "receipt")
    offered = client.get(address).context["form"].initial

    wrong = client.post(address, offered | {"html": offered["html"].replace("{number}", "")})
    kept = client.post(address, offered | {"css": offered["css"] + "h1 { color: white }"}, follow=True)
    background.run_waiting()
    looked_at = client.get(page("template-draft", "receipt")).text
    publishing = client.post(
        page("template-publish", "receipt"), {"valid_from": "2099-01-01", "notice_number": "示例〔2099〕1号"}
    )

    assert wrong.status_code == 422
    assert "{number} is missing: it must stand once." in wrong.text
    assert kept.redirect_chain[0][0] == page("template-draft", "receipt")
    assert "This version has its own layout." in looked_at
    assert "can&#x27;t be seen." in looked_at
    assert publishing.status_code == 422
    assert "once its sample has been drawn and nothing is wrong with it" in publishing.text

    client.post(address, {"packaged": "1"})
    assert not PaperTemplate.objects.get().has_layout


def test_a_discarded_draft_leaves_the_words_as_they_are(client, administrator):
    client.force_login(administrator)
    client.post(page("template-versions", "receipt"))

    client.post(page("template-discard", "receipt"))

    assert PaperTemplate.objects.get().status == "discarded"


def test_others_find_no_way_in(client, approver):
    address = page("templates")
    assert "/accounts/login/" in client.get(address).url
    client.force_login(approver)
    for name in ("template-versions", "template-draft", "template-layout", "template-publish"):
        assert client.get(page(name, "receipt")).status_code == 403
    assert client.get(address).status_code == 403
