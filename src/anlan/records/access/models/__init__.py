"""Tables of access control."""

from anlan.records.access.models.audit import AuditEntry
from anlan.records.access.models.keys import ApiKey
from anlan.records.access.models.organisations import Department, Organisation
from anlan.records.access.models.users import Grant, LoginAttempt, LoginSession, User

__all__ = [
    "ApiKey",
    "AuditEntry",
    "Department",
    "Grant",
    "LoginAttempt",
    "LoginSession",
    "Organisation",
    "User",
]
