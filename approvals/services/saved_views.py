"""Named sets of filters, of one person or of an office."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from approvals.models import SavedView
from approvals.permissions import leads
from core import audit
from core.errors import DomainError
from core.models import Division, User

MOST = 20


class NameTaken(DomainError):
    code = "name_taken"
    message = _("You have a view of this name already.")


class TooManyViews(DomainError):
    code = "too_many_views"
    message = _("You have as many views as fit. Please delete one first.")


@transaction.atomic
def save(*, name: str, query: str, by: User, at: datetime, share_with: Division | None = None) -> SavedView:
    """
    Keep the filters of `query` (checked by the caller's form) under a name.

    :raises PermissionDenied: if `by` shares it and does not lead that office
    :raises NameTaken: if `by` has one of that name
    :raises TooManyViews: if `by` has twenty
    """
    if share_with is not None and not leads(by, share_with.pk):
        raise PermissionDenied
    if SavedView.objects.filter(owner=by).count() >= MOST:
        raise TooManyViews
    try:
        with transaction.atomic():
            view = SavedView.objects.create(
                owner=by, name=name, query=query, division=share_with, saved_at=at
            )
    except IntegrityError as error:
        raise NameTaken from error
    data = {"name": name, "division": share_with.pk if share_with else None}
    audit.record(view, "saved_view.save", by=by, at=at, data=data)
    return view


@transaction.atomic
def delete(*, view: SavedView, by: User, at: datetime) -> None:
    """:raises PermissionDenied: unless it is one's own"""
    if view.owner_id != by.pk:
        raise PermissionDenied
    audit.record(view, "saved_view.delete", by=by, at=at, data={"name": view.name})
    view.delete()
