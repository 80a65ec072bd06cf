"""The door of access control: who acts, what they may see, and the audit trail."""

from anlan.records.access.actions.audit import Deed, record_audit, record_audits
from anlan.records.access.actions.keys import NewKey, create_key, revoke_key, use_key
from anlan.records.access.actions.seeding import OrganisationSpec, UserSpec, save_organisations, save_users
from anlan.records.access.actors import (
    ANONYMOUS,
    Actor,
    PermissionDeniedError,
    actor_of,
    actor_of_async,
    address_of,
    in_scope,
    set_actor,
    system_actor,
)
from anlan.records.access.anchors import ForgedAnchorError, read_anchor, write_anchor
from anlan.records.access.policy import ROLES, Permission, Role
from anlan.records.access.queries.trail import Finding, Head, export_trail, verify_trail

__all__ = [
    "ANONYMOUS",
    "ROLES",
    "Actor",
    "Deed",
    "Finding",
    "ForgedAnchorError",
    "Head",
    "NewKey",
    "OrganisationSpec",
    "Permission",
    "PermissionDeniedError",
    "Role",
    "UserSpec",
    "actor_of",
    "actor_of_async",
    "address_of",
    "create_key",
    "export_trail",
    "in_scope",
    "read_anchor",
    "record_audit",
    "record_audits",
    "revoke_key",
    "save_organisations",
    "save_users",
    "set_actor",
    "system_actor",
    "use_key",
    "verify_trail",
    "write_anchor",
]
