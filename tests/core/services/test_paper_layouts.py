"""Layouts of papers: written, refused in sentences, looked at when drawn, and kept by what was decided under them."""

import io
from dataclasses import replace
from datetime import timedelta

import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.certificate_kind import SAMPLE_CERTIFICATE
from approvals.certificate_page import CERTIFICATE, drawn_whole
from approvals.models import Certificate
from approvals.wording import compose
from core import background
from core.models import AuditEvent, Paper, PaperTemplate
from core.papers.kinds import wordings
from core.papers.layout_rules import html_problems
from core.papers.layouts import PAGE, Layout
from core.papers.templates import version_of
from core.papers.trials import sentences
from core.services import paper_reprints, paper_templates
from tests.approvals.cases import certified
from tests.core.papers.papers import bytes_of, made, picture, text_of
from tests.core.services.test_paper_templates import NOTICE, drafted, today
from tests.factories import submitted_application

pytestmark = pytest.mark.django_db
RED = "\nh1 { color: #c00000; }\n.authority { color: #c00000; }"
SWAPPED = CERTIFICATE.html.replace("{code}", "{x}").replace("{issued}", "{code}").replace("{x}", "{issued}")


def laid_out(key, by, *, html=None, css=""):
    kind = wordings()[key]
    layout = Layout(html or kind.packaged_layout.html, kind.packaged_layout.css + css)
    return paper_templates.lay_out(template=drafted(key, by), layout=layout, by=by, at=timezone.now())


def looked_at(key, by, **layout):
    row = laid_out(key, by, **layout)
    paper_templates.preview(template=row, by=by, at=timezone.now())
    background.run_waiting()
    row.refresh_from_db()
    return row


def published(key, by, *, on=None, **layout):
    row = looked_at(key, by, **layout)
    assert row.problems == []
    return paper_templates.publish(
        template=row, valid_from=on or today(), notice_number=NOTICE, by=by, at=timezone.now()
    )


def is_red(pdf):
    """Whether the head of the first side has red in it; the packaged title is green."""
    head = picture(pdf).crop((0, 0, 1190, 400)).convert("RGB")
    return any(red > 150 and green < 60 and blue < 60 for _count, (red, green, blue) in head.getcolors(10**6))


def codes(row):
    return {each["code"] for each in row.problems}


def test_a_certificate_looks_as_the_version_of_its_day_says_and_goes_on_doing_so(
    applicant, reviewer, approver, administrator
):
    published("certificate", administrator, html=SWAPPED, css=RED)
    certificate = certified(reviewer, approver, applicant.firms.get())
    published("certificate", administrator, on=today() + timedelta(days=1))  # the packaged one again
    background.run_waiting()

    row = Certificate.objects.get()
    with row.pdf.open("rb") as file:
        pdf = file.read()
    assert certificate.wording["layout"] == "v1"
    assert is_red(pdf)


def test_every_other_paper_does_so_too_and_is_printed_anew_when_only_the_layout_has_changed(
    applicant, administrator
):
    before = made("receipt", submitted_application(applicant.firms.get()), applicant)
    new = published("receipt", administrator, css=RED)

    template = version_of(wordings()["receipt"], new.version)
    again = paper_reprints.print_anew(paper=before, template=template, by=administrator, at=timezone.now())

    assert not is_red(bytes_of(before))
    assert again is not None
    assert is_red(bytes_of(again))
    assert Paper.objects.count() == 2


def test_a_version_begun_after_it_begins_with_its_layout(administrator):
    published("receipt", administrator, css=RED)

    assert drafted("receipt", administrator).css.endswith(RED)


@pytest.mark.parametrize(
    ("html", "css", "path", "sentence"),
    [
        (CERTIFICATE.html.replace("{code}", ""), "", "html", "{code} is missing: it must stand once."),
        (CERTIFICATE.html + "{title}", "", "html", "{title} stands here twice; each place stands once."),
        (CERTIFICATE.html + "{firm.__class__}", "", "html", "{firm.__class__} is not known here."),
        (CERTIFICATE.html + "{{ number }}{% load x %}", "", "html", "there is no template language"),
        (CERTIFICATE.html + "{{firm}}", "", "html", "there is no template language"),
        (CERTIFICATE.html + "<img src='//x'>", "", "html", "<img> can't be used."),
        (CERTIFICATE.html + "<script>1</script>", "", "html", "<script> can't be used."),
        (CERTIFICATE.html + "<p style='color: red'>x</p>", "", "html", 'style="color: red" can\'t be used'),
        (CERTIFICATE.html + "<p class='sample'>x</p>", "", "html", 'class="sample" can\'t be used'),
        (CERTIFICATE.html + "<div>", "", "html", "<div> is not closed."),
        (CERTIFICATE.html + "</div>", "", "html", "</div> closes nothing that is open there."),
        (CERTIFICATE.html + "<!-- x -->", "", "html", "Comments and declarations can't be used."),
        (CERTIFICATE.html.replace("{title}", "<p>{title}</p>"), "", "html", "{title} must stand by itself"),
        (CERTIFICATE.html + "ᚠ", "", "html", "No typeface of papers has ᚠ (U+16A0)."),
        (CERTIFICATE.html + "x" * 10_000, "", "html", "This is too long"),
        (None, "p { background: url(https://example.org/x.png) }", "css", "url() can't be used"),
        (None, '@import "https://example.org/x.css";', "css", "@import can't be used"),
        (None, "@font-face { font-family: x; src: local(y) }", "css", "@font-face can't be used"),
        (None, ".sample { visibility: hidden !important }", "css", "!important can't be used"),
        (None, "p { font-family: Arial }", "css", 'font-family must name "Desk Sans" or "Desk Serif"'),
        (None, "p { position: running(x) }", "css", "running() can't be used."),
        (None, "p { content: u\\rl(x) }", "css", "\\ can't be used"),
        (None, "</style><p>", "css", "< can't be used"),
        (None, "p { color", "css", "can't be read"),
    ],
)
def test_what_a_layout_may_not_hold_is_refused_in_a_sentence(administrator, html, css, path, sentence):
    with pytest.raises(paper_templates.WrongLayout) as refused:
        laid_out("certificate", administrator, html=html, css=css)

    assert {each["path"] for each in refused.value.errors} == {path}
    assert any(sentence in each["message"] for each in refused.value.errors)
    assert not PaperTemplate.objects.get().has_layout


def test_a_part_that_is_not_allowed_is_told_once_and_does_not_spoil_what_stands_around_it():
    html = CERTIFICATE.html.replace("{title}", '<img src="data:image/png;base64,AAAA"><h1>x</h1>{title}')

    problems = html_problems(Layout(html, ""), wordings()["certificate"].layout_places)

    assert [each.split(" ")[0] for each in problems] == ["<img>", 'src="data:image/png;base64,AAAA"', "<h1>"]


@pytest.mark.parametrize(
    ("css", "code"),
    [
        (".firm { display: none }", "hidden"),
        (".firm td { color: white }", "hidden"),
        (".issued { position: relative; left: 60mm }", "outside"),
        (".issued { position: relative; bottom: 60mm }", "over"),
        ("h1 { margin-top: 90mm }", "sides"),
        (".check img { width: 9mm; height: 9mm }", "code"),
        (".check img { filter: none; opacity: 0.05 }", "code"),
        (".conditions { display: none }", "tags"),
    ],
)
def test_what_the_drawn_sample_shows_is_told_and_keeps_it_from_being_published(administrator, css, code):
    row = looked_at("certificate", administrator, css=css)

    assert code in codes(row)
    assert all(sentences(row.problems))
    with pytest.raises(paper_templates.NotLookedAt):
        paper_templates.publish(
            template=row, valid_from=today(), notice_number=NOTICE, by=administrator, at=timezone.now()
        )


def test_one_that_nobody_has_looked_at_is_not_published(administrator):
    row = laid_out("receipt", administrator, css=RED)

    with pytest.raises(paper_templates.NotLookedAt):
        paper_templates.publish(
            template=row, valid_from=today(), notice_number=NOTICE, by=administrator, at=timezone.now()
        )


def test_the_mark_of_a_sample_stays_whatever_the_css_says(administrator):
    row = looked_at("receipt", administrator, css=".sample { display: none; opacity: 0; color: white }")

    with row.preview.open("rb") as file:
        pdf = file.read()
    [page] = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert "样本" in page.extract_text()
    assert row.problems == []


def test_the_packaged_one_is_taken_again(administrator):
    row = laid_out("receipt", administrator, css=RED)

    paper_templates.lay_out(template=row, layout=None, by=administrator, at=timezone.now())
    same = paper_templates.lay_out(template=row, layout=PAGE, by=administrator, at=timezone.now())

    assert not same.has_layout
    events = AuditEvent.objects.filter(verb="papertemplate.lay_out").order_by("pk")
    assert [RED in event.data["from"]["css"] for event in events] == [False, True, False]


def test_a_published_layout_never_changes(administrator):
    row = published("receipt", administrator, css=RED)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        PaperTemplate.objects.filter(pk=row.pk).update(css="p { color: red }")


@pytest.mark.parametrize("key", sorted(wordings()))
def test_every_packaged_layout_passes_what_is_asked_of_others(administrator, key):
    row = drafted(key, administrator)
    paper_templates.preview(template=row, by=administrator, at=timezone.now())
    background.run_waiting()
    row.refresh_from_db()

    assert row.problems == []
    assert row.preview


def test_a_layout_from_before_several_conditions_had_a_list_prints_that_list_styled():
    """What such a layout lacks comes with the desk; what it says itself wins."""
    older = "\n".join(line for line in CERTIFICATE.css.splitlines() if "conditions" not in line)
    words = compose(replace(SAMPLE_CERTIFICATE, conditions=[{"zh": "口罩到货。", "en": "Masks arrive."}] * 2))

    pdf = drawn_whole(words, "https://desk.example/", layout=Layout(CERTIFICATE.html, older))
    mine = drawn_whole(
        words, "https://desk.example/", layout=Layout(CERTIFICATE.html, older + "\nh2 { color: red; }")
    )

    assert "1. 1." not in text_of(pdf)
    assert pdf == drawn_whole(words, "https://desk.example/")
    assert mine != pdf
