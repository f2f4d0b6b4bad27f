"""The desk itself, as the actor of what a policy does without anybody's hand."""

from core.models import User
from core.models.users import DESK


def the_desk() -> User:
    """Nobody can sign in as it: it is inactive, has no password, and no form accepts its name."""
    user, _created = User.objects.get_or_create(
        username=DESK, defaults={"name": "", "is_active": False, "password": "!"}
    )
    return user
