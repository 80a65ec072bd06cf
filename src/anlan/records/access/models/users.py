"""People, their roles, and their attempts to log in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from anlan.records.access.models.organisations import Department, Organisation


class UserManager(BaseUserManager["User"]):
    """Looks users up by their log-in name."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with this log-in name, whatever its case."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person who logs in. Rights come from the roles granted and from the organisation's scope."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20, blank=True, default="")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="users")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="users"
    )
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False, help_text="Set by an administrator's reset")
    totp_secret = models.CharField(max_length=300, blank=True, default="", help_text="Encrypted")
    totp_last_step = models.BigIntegerField(default=0, help_text="Newest used time step: a code works once")
    language = models.CharField(max_length=10, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    class Meta:
        ordering = ["username"]
        constraints = [models.UniqueConstraint(Lower("username"), name="access_username_any_case")]

    def __str__(self) -> str:
        return self.full_name


class Grant(models.Model):
    """One role of one user; what a role may do is stated once, in `policy`."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="access_grant_once")]

    def __str__(self) -> str:
        return self.role


class LoginSession(models.Model):
    """A browser that a person is logged in with, so that they can see it and end it.

    `session_key` is Django's; the row lives as long as that session does.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="login_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, help_text="The browser's own description")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_at:%F %T}"


class LoginAttempt(models.Model):
    """A failed log-in, kept for throttling by user name and by address."""

    username = models.CharField(max_length=60, db_index=True)
    address = models.GenericIPAddressField(null=True, db_index=True)
    attempted_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.username} {self.attempted_at:%F %T}"
