"""How passwords are kept: Argon2id at the strength OWASP names, few at a time."""

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = BoundedSemaphore(4)


class AccountHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane.

    Every request of the web process may have a thread of its own: without a bound, a flood of log-ins would
    take Django's default 100 MiB each.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Return the password as it is kept."""
        with AT_ONCE:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Return whether it is the password."""
        with AT_ONCE:
            return super().verify(password, encoded)
