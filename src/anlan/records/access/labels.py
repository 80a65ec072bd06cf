"""What people read for the codes of access control."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.records.access.policy import Permission, Role

ROLE_LABELS: dict[str, str | Promise] = {
    Role.ADMINISTRATOR: _("Administrator"),
    Role.DUTY_OFFICER: _("Duty officer"),
    Role.REGULATOR: _("Regulator"),
    Role.ENGINEER: _("Engineer"),
    Role.ENTERPRISE_OFFICER: _("Safety officer of an enterprise"),
    Role.AUDITOR: _("Auditor"),
    Role.PARTNER: _("Partner department"),
}
PERMISSION_LABELS: dict[str, str | Promise] = {
    Permission.PLACES_VIEW: _("See divisions"),
    Permission.ASSETS_VIEW: _("See enterprises, tanks and devices"),
    Permission.ASSETS_CHANGE: _("Change enterprises, tanks and devices"),
    Permission.TELEMETRY_VIEW: _("See readings and alarms"),
    Permission.TELEMETRY_ACKNOWLEDGE: _("Acknowledge alarms"),
    Permission.TELEMETRY_SHELVE: _("Shelve alarms"),
    Permission.TELEMETRY_SERVICE: _("Take points out of service"),
    Permission.TELEMETRY_CONFIGURE: _("Set limits"),
    Permission.TELEMETRY_INGEST: _("Send readings"),
    Permission.DEADLETTERS_VIEW: _("See dead letters"),
    Permission.SYSTEM_VIEW: _("See the state of the system"),
    Permission.ACCESS_MANAGE: _("Manage users"),
    Permission.AUDIT_VIEW: _("See the audit trail"),
}
KIND_LABELS: dict[str, str | Promise] = {
    "emergency": _("Emergency management"),
    "transport": _("Transport"),
    "police": _("Police"),
    "partner": _("Other department"),
    "enterprise": _("Enterprise"),
}
ACTION_LABELS: dict[str, str | Promise] = {
    "session.": _("Log-ins"),
    "user.": _("Users"),
    "organisation.": _("Organisations"),
    "password.": _("Passwords"),
    "totp.": _("One-time codes"),
    "key.": _("API keys"),
    "device.": _("Devices"),
    "enterprise.": _("Enterprises"),
    "alarm.": _("Alarms"),
    "point.": _("Points"),
}
