"""A browser that is logged in, for database tests of pages."""

from django.test import Client

from tests.support.records import keep_user


def logged_in(
    *roles: str, division_code: str = "370000", enterprise_code: str = "", language: str = "en"
) -> Client:
    """Return a client that is logged in as a new person with these roles."""
    user = keep_user("-".join(roles), *roles, division_code=division_code, enterprise_code=enterprise_code)
    client = Client(headers={"accept-language": language})
    client.force_login(user, backend="anlan.records.access.backends.AccountBackend")
    return client
