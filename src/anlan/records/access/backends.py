"""Loads the person of a session; checking who it is belongs to `actions.login`."""

from django.contrib.auth.backends import BaseBackend

from anlan.records.access.models import User


class AccountBackend(BaseBackend):
    """Finds active people of active organisations, with everything an actor needs, in two queries."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person, None once deactivated: the session then belongs to nobody."""
        people = User.objects.select_related("organisation", "department").prefetch_related("grants")
        return people.filter(pk=user_id, is_active=True, organisation__is_active=True).first()
