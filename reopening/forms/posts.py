"""Safety posts as a form: who of the roster holds each, with the certificate where one is asked for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.checked import Suggestion
from core.choosing import SHOWN, PickedField
from core.folding import fold
from core.forms import DayInput
from reopening.forms.fields import CertificateField
from reopening.forms.sections import Guarded
from reopening.holders import Holder, seat_of
from reopening.identities import mask_certificate
from reopening.models import Application, StaffMember
from reopening.naming import Naming, whole
from reopening.policy.base import Section
from reopening.policy.work import Post
from reopening.posts import Seat
from reopening.services.posts import Holding
from reopening.wording import localise

NAMESAKES = 50  # people of one name who are told apart by their number


class PersonField(PickedField):
    """
    Somebody of the firm's own roster, found by name; those of the same name are told apart.

    Who reads names masked finds people by the family name, or by the whole name as the caller says it.
    """

    def __init__(self, *, application: Application, named: Naming, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.application, self.named = application, named

    @property
    def check_url(self) -> str:
        return reverse("reopening:posts-people", args=[self.application.public_id])

    def clean(self, value: Any) -> Any:
        text = fold(super().clean(value))
        if not text:
            return None
        name = name_in(text)
        rows = list(self.people().filter(name=name)[:NAMESAKES])
        found = [row for row in rows if fold(self.label_of(row)) == text] or rows
        if not found:
            like = list(self.like(name)[:NAMESAKES])
            found = [row for row in like if fold(self.label_of(row)) == text] or like
        if len(found) != 1:
            raise self.refuse(text)
        return found[0]

    def like(self, name: str) -> QuerySet[StaffMember]:
        """Whom a part of a name may mean."""
        if self.named is whole:
            return self.people().filter(name__contains=name)
        family_name = name.rstrip("*")
        alone = len(family_name) == 1
        return self.people().filter(**{"name__startswith" if alone else "name": family_name})

    def label_of(self, row: StaffMember) -> str:
        """`李明 · 电工 · …1234`: enough to tell two people of one name apart."""
        return " · ".join(filter(None, [self.named(row.name), row.post, f"…{row.resident_id[-4:]}"]))

    def people(self) -> QuerySet[StaffMember]:
        rows = StaffMember.objects.filter(application=self.application)
        return rows.defer("answers").order_by("pk")

    def suggestions(self, text: str) -> list[Suggestion]:
        name = name_in(fold(text))
        found = self.like(name)[:SHOWN] if name else []
        return [Suggestion(self.label_of(row), self.label_of(row)) for row in found]

    def refuse(self, text: str) -> ValidationError:
        if not self.suggestions(text):
            sentence = _("Nobody of that name is on your roster.")
            return ValidationError(sentence, code="nothing_fits")
        return super().refuse(text)

    def told(self, value: Any) -> str:
        return self.label_of(value)


def name_in(text: str) -> str:
    """The name of a label, or all of what was typed."""
    return text.split("·", maxsplit=1)[0].strip()


@dataclass(frozen=True)
class HolderRow:
    """One holder on the page, with the fields that belong to him or her."""

    holder: Holder
    name: str  # as the reader may read it; empty when no longer on the roster
    fields: list[Any]
    remove: Any


@dataclass(frozen=True)
class PostRow:
    post: Post
    holders: list[HolderRow]
    add: Any
    spare: int  # columns of the matrix that this post does not fill

    @property
    def name(self) -> str:
        return localise(self.post.name.model_dump())

    @property
    def source(self) -> str:
        return localise(self.post.why.model_dump()) if self.post.why else ""


class PostsForm(Guarded):
    """
    One search for each post the policy asks for; holders who are no longer on the roster fall out with the next
    save.
    """

    section = Section.POSTS

    def __init__(
        self, data: Any = None, *, application: Application, holders: list[Holder], on: date, named: Naming
    ) -> None:
        """:param on: the opening day, or today; :param named: how the reader reads names"""
        super().__init__(data)
        self.guard(application)
        self.application, self.on, self.named = application, on, named
        self.policy = application.policy_set.rules
        self.posts = self.policy.posts_for(
            application.heads_on_site or 0, application.site_kind, application.firm.industry_code
        )
        self.holders = {
            post.key: [each for each in holders if each.holding.post_key == post.key] for post in self.posts
        }
        for post in self.posts:
            for each in self.present(post):
                self.add_holder_fields(post, each)
            self.fields[f"add_{post.key}"] = PersonField(
                application=application,
                named=named,
                required=False,
                label=_("Add a holder: %(post)s") % {"post": localise(post.name.model_dump())},
                help_text=_("Type a part of the name and choose from your roster."),
            )

    def present(self, post: Post) -> list[Holder]:
        return [each for each in self.holders[post.key] if each.member is not None]

    def add_holder_fields(self, post: Post, holder: Holder) -> None:
        name = f"{post.key}_{holder.member.public_id.hex}" if holder.member else ""
        if post.certificate:
            on_file = mask_certificate(holder.holding.certificate)
            self.fields[f"certificate_{name}"] = CertificateField(
                label=_("Certificate number"),
                required=False,
                help_text=_("On file: %(number)s. Leave this empty to keep it.") % {"number": on_file}
                if on_file
                else "",
            )
            self.fields[f"until_{name}"] = forms.DateField(
                label=_("Certificate valid until"),
                required=False,
                initial=holder.holding.certificate_until,
                widget=DayInput(),
            )
        self.fields[f"remove_{name}"] = forms.BooleanField(label=_("Take off this post"), required=False)

    def rows(self) -> list[PostRow]:
        """What the page draws: each post with its holders, also those who fell out."""
        return [
            PostRow(
                post,
                [self.holder_row(post, each) for each in self.holders[post.key]],
                self[f"add_{post.key}"],
                self.most_holders - max(len(self.holders[post.key]), 1),
            )
            for post in self.posts
        ]

    def holder_row(self, post: Post, holder: Holder) -> HolderRow:
        if holder.member is None:
            return HolderRow(holder, "", [], None)
        name = f"{post.key}_{holder.member.public_id.hex}"
        fields = [
            self[f"{kind}_{name}"] for kind in ("certificate", "until") if f"{kind}_{name}" in self.fields
        ]
        return HolderRow(holder, self.name_of(holder.member), fields, self[f"remove_{name}"])

    def name_of(self, member: StaffMember) -> str:
        """As the reader may read it; with the end of the number where another holder reads the same."""
        name = self.named(member.name)
        named = {each.member.pk: self.named(each.member.name) for each in self.everybody if each.member}
        alike = sum(other == name for other in named.values()) > 1
        return f"{name} …{member.resident_id[-4:]}" if alike else name

    @cached_property
    def everybody(self) -> list[Holder]:
        return [each for post in self.posts for each in self.present(post)]

    @property
    def most_holders(self) -> int:
        return max([1, *(len(holders) for holders in self.holders.values())])

    @cached_property
    def changed_data(self) -> list[str]:
        """Without whom the page has added already: it saves by itself too, and may do so after the button."""
        standing = {
            (f"add_{post.key}", each.member.pk)
            for post in self.posts
            for each in self.present(post)
            if each.member
        }
        return [
            name
            for name in super().changed_data
            if (name, getattr(self.cleaned_data.get(name), "pk", None)) not in standing
        ]

    @property
    def reloads(self) -> bool:
        """Somebody came or went: what stands on the page is no longer all of it."""
        names = {
            name for name, value in self.typed().items() if value and name.startswith(("add_", "remove_"))
        }
        return bool(names)

    def kept(self, post: Post) -> list[tuple[StaffMember, str, date | None]]:
        """Who holds the post with what was typed: person, certificate, its last day."""
        values, found = self.cleaned_data, []
        for each in self.present(post):
            name = f"{post.key}_{each.member.public_id.hex}" if each.member else ""
            if each.member is not None and not values.get(f"remove_{name}"):
                certificate = values.get(f"certificate_{name}") or each.holding.certificate
                until = values.get(f"until_{name}", each.holding.certificate_until)
                found.append((each.member, certificate, until))
        added = values.get(f"add_{post.key}")
        if added is not None and added.pk not in {member.pk for member, _number, _until in found}:
            found.append((added, "", None))
        return found

    def holdings(self) -> dict[str, list[Holding]]:
        return {
            post.key: [Holding(member.public_id, number, until) for member, number, until in self.kept(post)]
            for post in self.posts
        }

    def seats(self) -> dict[str, tuple[Seat, ...]]:
        return {
            post.key: tuple(
                seat_of(
                    member, self.policy, self.on, is_certified=bool(number) and (until or self.on) >= self.on
                )
                for member, number, until in self.kept(post)
            )
            for post in self.posts
        }
