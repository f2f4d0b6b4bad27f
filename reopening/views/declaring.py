"""The phone of somebody who declares: code, consent, questions, result. No account is needed."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.dates import shanghai_day
from core.forms import refusals_in
from reopening.codes import NoCode
from reopening.consents import Consent, consent_on
from reopening.declared import city_of
from reopening.forms.declarations import CodeForm, DeclarationForm, JoinForm
from reopening.guessing import TooManyTries, member_for, refuse_crowd, refuse_flood
from reopening.identities import mask_name
from reopening.models import BY_PERSON, UNDECLARED
from reopening.services import declarations
from reopening.services.declarations import HandedIn
from reopening.views.access import posted
from reopening.views.phones import Visitor, forget, phone_page, remember
from reopening.views.rosters import row_of
from reopening.wording import localise


@phone_page("GET", "HEAD", "POST", known=False)
def declare(request: HttpRequest, visitor: Visitor, at: datetime) -> HttpResponse:
    """The entrance: the code from the slip. A wrong one and an unknown one are told in the same words."""
    form = CodeForm(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            member = member_for(request, visitor.link, form.cleaned_data["code"])
        except (NoCode, TooManyTries) as refusal:
            form.add_error("code", str(refusal))
            status = refusal.status
        else:
            page = "declare-done" if member.declared_by in BY_PERSON else "declare-consent"
            return remember(redirect(f"reopening:{page}", visitor.link.token), visitor.link, member)
    context = {"form": form, "visitor": visitor, "link": visitor.link}
    status = status if status == 429 or not form.errors else 422
    return render(request, "reopening/declaring/entrance.html", context, status=status)


@phone_page("GET", "HEAD", "POST", known=False)
def join(request: HttpRequest, visitor: Visitor, at: datetime) -> HttpResponse:
    """Without a code, where the firm allows it: consent first, then name, number and mobile."""
    link = visitor.link
    if not link.allows_joining:
        return redirect("reopening:declare", link.token)
    text = consent_on(shanghai_day(at))
    form = JoinForm(posted(request), today=shanghai_day(at), initial={"consent": text.version})
    if request.method == "POST" and form.is_valid():
        refuse_crowd(request)
        with refusals_in(form):
            member = declarations.join(link=link, at=at, **form.person())
            answer = redirect("reopening:declare-answers", link.token)
            return remember(answer, link, member, by_name=True)
    context = {"form": form, "link": link, "consent": in_words(text), "visitor": visitor}
    return render(request, "reopening/declaring/join.html", context, status=422 if form.errors else 200)


@phone_page("GET", "HEAD", "POST")
def consent(request: HttpRequest, visitor: Visitor, at: datetime) -> HttpResponse:
    """What is asked, why, and who sees it; the button is the consent."""
    text = consent_on(shanghai_day(at))
    if request.method == "POST":
        declarations.agree(member=visitor.person, version=request.POST.get("consent", ""), at=at)
        return redirect("reopening:declare-answers", visitor.link.token)
    refuse_handed_in(visitor)
    if visitor.person.consent_version == text.version:
        return redirect("reopening:declare-answers", visitor.link.token)
    context = {"consent": in_words(text), "link": visitor.link, "visitor": visitor}
    return render(request, "reopening/declaring/consent.html", context)


@phone_page("GET", "HEAD", "POST")
def answers(request: HttpRequest, visitor: Visitor, at: datetime) -> HttpResponse:
    """The questions; then all answers once more to look over; then they are sent."""
    refuse_handed_in(visitor)
    if visitor.person.consent_version != consent_on(shanghai_day(at)).version:
        return redirect("reopening:declare-consent", visitor.link.token)
    step = request.POST.get("step", "review") if request.method == "POST" else "fill"
    form = answers_form(request, visitor, at, bound=step in {"review", "send"})
    if step in {"review", "send"} and form.is_valid():
        if step == "review":
            return review(request, visitor, form)
        with refusals_in(form):
            refuse_flood(request, visitor.person)
            version = form.cleaned_data["consent"]
            declarations.declare(member=visitor.person, answers=form.answers(), consent=version, at=at)
            return remember(
                redirect("reopening:declare-done", visitor.link.token), visitor.link, visitor.person
            )
    context = {"form": form, "link": visitor.link, "visitor": visitor}
    return render(request, "reopening/declaring/answers.html", context, status=422 if form.errors else 200)


def answers_form(request: HttpRequest, visitor: Visitor, at: datetime, *, bound: bool) -> DeclarationForm:
    """With what was typed, or with what the person declared before, if it is theirs to see."""
    application = visitor.link.application
    initial: dict[str, Any] = {"consent": visitor.person.consent_version, **request.POST.dict()}
    form = DeclarationForm(
        request.POST if bound else None,
        table=application.policy_set.rules.screening,
        city=city_of(application),
        today=shanghai_day(at),
        member=visitor.person if visitor.sees_answers else None,
    )
    form.initial.update(initial)
    return form


def review(request: HttpRequest, visitor: Visitor, form: DeclarationForm) -> HttpResponse:
    """All answers in words, nothing stored yet; the fields travel hidden."""
    typed = [(name, request.POST[name]) for name in form.fields if request.POST.get(name)]
    context = {"form": form, "typed": typed, "link": visitor.link, "visitor": visitor}
    return render(request, "reopening/declaring/review.html", context)


@phone_page("GET", "HEAD")
def done(request: HttpRequest, visitor: Visitor, at: datetime) -> HttpResponse:
    """The person's own result in plain words, and how to correct or withdraw it."""
    person = visitor.person
    is_theirs = visitor.sees_answers or person.declared_by in UNDECLARED
    if not is_theirs:
        return redirect("reopening:declare-answers", visitor.link.token)
    classes = {each.key: each for each in visitor.link.application.policy_set.rules.screening.classes}
    context = {
        "link": visitor.link,
        "visitor": visitor,
        "row": row_of(person, classes, mask_name),
        "person": person,
    }
    return render(request, "reopening/declaring/done.html", context)


@phone_page("GET", "HEAD", "POST")
def withdraw(request: HttpRequest, visitor: Visitor, at: datetime) -> HttpResponse:
    """Ask once, then take the consent back and delete the answers."""
    refuse_handed_in(visitor)
    if request.method == "POST":
        declarations.withdraw(member=visitor.person, at=at)
        return redirect("reopening:declare-done", visitor.link.token)
    return render(request, "reopening/declaring/withdraw.html", {"link": visitor.link, "visitor": visitor})


@phone_page("POST", known=False)
def leave(request: HttpRequest, visitor: Visitor, at: datetime) -> HttpResponse:
    """The next person on this phone."""
    return forget(redirect("reopening:declare", visitor.link.token))


def in_words(text: Consent) -> dict[str, Any]:
    """The text in the reader's language."""
    return {
        "version": text.version,
        "from_on": text.from_on,
        "title": localise(text.title.model_dump()),
        "points": [localise(point.model_dump()) for point in text.points],
    }


def refuse_handed_in(visitor: Visitor) -> None:
    """:raises HandedIn: once the application is with the officials"""
    application = visitor.link.application
    if not application.is_editable:
        raise HandedIn(current=application.status)
