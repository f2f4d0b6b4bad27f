"""What every page shows around itself."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.models import User
from core.navigation import pages_for
from core.notifications import unread_count


def desk(request: HttpRequest) -> dict[str, Any]:
    """`unread`: messages not read yet; `roles`: what the person may do somewhere; `navigation`: their pages."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"unread": 0, "roles": set(), "navigation": []}
    return {
        "unread": SimpleLazyObject(lambda: unread_count(user)),
        "roles": user.roles,
        "navigation": pages_for(user.roles),
    }
