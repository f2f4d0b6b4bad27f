"""Access tokens of programs."""

import secrets
from datetime import datetime

from django.db import transaction

from core import audit
from core.models import AccessToken, User


@transaction.atomic
def issue(*, user: User, label: str, by: User | None, at: datetime) -> str:
    """A new token for `user`; only its hash is kept, so it is shown once."""
    token = f"desk_{secrets.token_urlsafe(32)}"
    row = AccessToken.objects.create(user=user, label=label, digest=AccessToken.digest_of(token))
    audit.record(row, "access_token.issue", by=by, at=at, data={"user": user.username, "label": label})
    return token


@transaction.atomic
def revoke(*, token: AccessToken, by: User | None, at: datetime) -> None:
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    audit.record(token, "access_token.revoke", by=by, at=at, data={"user": token.user.username})
