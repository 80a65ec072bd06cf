"""What every address of the site and every API operation asks for: the table of the URL x role test.

A line: the route as the URL map has it, or `METHOD /path` for an API operation; the permission it needs;
how to call it; how it answers whoever may. Arguments name things of `keep_things`: the role's own ones
must be found, the foreign ones must not.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.support.alarm_rows import keep_alarm
from tests.support.points import point_spec
from tests.support.records import NOW, keep_enterprises, keep_user, platform

from anlan.records.access.models import ApiKey, Organisation, User
from anlan.records.access.policy import Permission, Role
from anlan.records.assets.actions.saving import save_devices
from anlan.records.assets.models import Enterprise
from anlan.records.assets.specs import DeviceSpec
from anlan.telemetry.api import Overlay, save_points, suppress
from anlan.telemetry.models import DeadLetter

ANYBODY, LOGGED_IN = "anybody", "logged in"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
HOUR = "since=2026-11-24T00:00:00Z&until=2026-11-24T01:00:00Z"


@dataclass(frozen=True, slots=True)
class Address:
    """One address or operation.

    Attributes:
        key: Route, or `METHOD /path` of the API.
        needs: A permission, `ANYBODY` or `LOGGED_IN`.
        method: For pages; POST needs an entry of its own.
        answers: Right answers for whoever may.
        arguments: Name of the argument -> kind of thing.
        owned: Whether foreign things must be 404.
        body: What is sent; `{revision}` stands for the alarm's.
        query: Query string.
        content_type: Of the body.
    """

    key: str
    needs: str
    method: str = "GET"
    answers: tuple[int, ...] = (200,)
    arguments: dict[str, str] = field(default_factory=dict)
    owned: bool = True
    body: str = ""
    query: str = ""
    content_type: str = ""


def post(key: str, needs: str, *answers: int, **more: Any) -> Address:
    """A page that is posted to, with a form."""
    return Address(key, needs, "POST", answers, content_type=FORM, **more)


ADDRESSES = [
    # web
    Address("static/<str:version>/<path:path>", ANYBODY, arguments={"version": "version", "path": "file"}),
    post("language/setlang/", ANYBODY, 302, body="language=en"),
    # access
    Address("login", ANYBODY, answers=(200, 302)),
    post("login", ANYBODY, 403, body="username=nobody&password=x"),
    post("logout", LOGGED_IN, 302),
    Address("logout", LOGGED_IN, answers=(405,)),
    Address("account", LOGGED_IN),
    Address("account/password", LOGGED_IN),
    post("account/password", LOGGED_IN, 422),
    Address("account/codes", LOGGED_IN),
    post("account/codes", LOGGED_IN, 422, body="code=000000"),
    post("account/sessions/others", LOGGED_IN, 302),
    Address("account/keys", LOGGED_IN),
    post("account/keys", LOGGED_IN, 422),
    post("account/keys/<int:key_id>/revoke", LOGGED_IN, 302, arguments={"key_id": "key"}),
    Address("users", Permission.ACCESS_MANAGE),
    Address("users/new", Permission.ACCESS_MANAGE),
    post("users/new", Permission.ACCESS_MANAGE, 422),
    Address("users/<int:user_id>", Permission.ACCESS_MANAGE, arguments={"user_id": "user"}),
    post("users/<int:user_id>", Permission.ACCESS_MANAGE, 422, arguments={"user_id": "user"}),
    post("users/<int:user_id>/reset", Permission.ACCESS_MANAGE, 200, arguments={"user_id": "user"}),
    Address("organisations", Permission.ACCESS_MANAGE),
    Address("organisations/new", Permission.ACCESS_MANAGE),
    post("organisations/new", Permission.ACCESS_MANAGE, 422),
    Address(
        "organisations/<int:organisation_id>",
        Permission.ACCESS_MANAGE,
        arguments={"organisation_id": "organisation"},
    ),
    Address("audit", Permission.AUDIT_VIEW),
    # assets
    Address("enterprises/", Permission.ASSETS_VIEW),
    Address("enterprises/export.<str:kind>", Permission.ASSETS_VIEW, arguments={"kind": "csv"}, owned=False),
    Address("enterprises/<str:code>/devices", Permission.ASSETS_CHANGE, arguments={"code": "enterprise"}),
    post("enterprises/<str:code>/devices", Permission.ASSETS_CHANGE, 422, arguments={"code": "enterprise"}),
    post("devices/<str:code>/secret", Permission.ASSETS_CHANGE, 200, arguments={"code": "device"}),
    post("devices/<str:code>/state", Permission.ASSETS_CHANGE, 302, arguments={"code": "device"}),
    # the HTTP API
    Address("api/docs", ANYBODY),
    Address("GET /divisions", Permission.PLACES_VIEW),
    Address("GET /divisions/boundaries", Permission.PLACES_VIEW),
    Address("GET /enterprises", Permission.ASSETS_VIEW),
    Address("GET /enterprises/{code}", Permission.ASSETS_VIEW, arguments={"code": "enterprise"}),
    # pages of telemetry
    Address("", LOGGED_IN, answers=(200, 302)),
    Address("overview/counters", Permission.TELEMETRY_VIEW),
    Address("alarms/", Permission.TELEMETRY_VIEW),
    post("alarms/acknowledge", Permission.TELEMETRY_ACKNOWLEDGE, 302),
    Address("alarms/export.<str:kind>", Permission.TELEMETRY_VIEW, arguments={"kind": "csv"}, owned=False),
    Address("alarms/<int:alarm_id>/", Permission.TELEMETRY_VIEW, arguments={"alarm_id": "alarm"}),
    Address("alarms/<int:alarm_id>/card", Permission.TELEMETRY_VIEW, arguments={"alarm_id": "alarm"}),
    post(
        "alarms/<int:alarm_id>/<str:action>",
        Permission.TELEMETRY_ACKNOWLEDGE,
        200,
        arguments={"alarm_id": "alarm", "action": "acknowledge"},
        body="revision={revision}",
    ),
    post(
        "alarms/<int:alarm_id>/<str:action>",
        Permission.TELEMETRY_SHELVE,
        200,
        arguments={"alarm_id": "alarm", "action": "shelve"},
        body="revision={revision}&hours=1&reason=x",
    ),
    post(
        "alarms/<int:alarm_id>/<str:action>",
        Permission.TELEMETRY_SERVICE,
        200,
        arguments={"alarm_id": "alarm", "action": "service"},
        body="revision={revision}&hours=1&reason=x&permit=1",
    ),
    Address("points/<str:code>/", Permission.TELEMETRY_VIEW, arguments={"code": "point"}),
    Address("points/<str:code>/limits", Permission.TELEMETRY_CONFIGURE, arguments={"code": "point"}),
    post("points/<str:code>/limits", Permission.TELEMETRY_CONFIGURE, 302, 422, arguments={"code": "point"}),
    Address(
        "points/<str:code>/readings.xlsx", Permission.TELEMETRY_VIEW, arguments={"code": "point"}, query=HOUR
    ),
    Address("enterprises/<str:code>/", Permission.TELEMETRY_VIEW, arguments={"code": "enterprise"}),
    Address("dead-letters/", Permission.DEADLETTERS_VIEW),
    Address("dead-letters/<int:letter_id>/", Permission.DEADLETTERS_VIEW, arguments={"letter_id": "letter"}),
    Address("system/", Permission.SYSTEM_VIEW),
    Address("live/alarms", Permission.TELEMETRY_VIEW),
    Address("live/latest", Permission.TELEMETRY_VIEW, query="points=1"),
    # maps
    Address("map/", Permission.TELEMETRY_VIEW),
    Address("map/boundaries/<int:level>", Permission.PLACES_VIEW, arguments={"level": "level"}, owned=False),
    Address(
        "map/enterprises/<int:enterprise_id>/",
        Permission.TELEMETRY_VIEW,
        arguments={"enterprise_id": "enterprise_id"},
    ),
    Address("map/states", Permission.TELEMETRY_VIEW),
    Address("map/worst", Permission.TELEMETRY_VIEW),
    Address("wall", Permission.TELEMETRY_VIEW),
    Address("wall/counts", Permission.TELEMETRY_VIEW),
    # the API of telemetry
    Address("POST /readings", Permission.TELEMETRY_INGEST, answers=(422,), body="x", content_type=JSON),
    *(
        Address(
            f"GET /points/{{code}}/{what}", Permission.TELEMETRY_VIEW, arguments={"code": "point"}, query=HOUR
        )
        for what in ("export", "history", "readings")
    ),
    Address("GET /points", Permission.TELEMETRY_VIEW),
    Address("GET /points/{code}", Permission.TELEMETRY_VIEW, arguments={"code": "point"}),
    Address(
        "PUT /points/{code}/limits",
        Permission.TELEMETRY_CONFIGURE,
        "PUT",
        arguments={"code": "point"},
        body='{"limits": []}',
        content_type=JSON,
    ),
    Address(
        "POST /points/{code}/suppressions",
        Permission.TELEMETRY_SHELVE,
        "POST",
        (422,),
        arguments={"code": "point"},
        body='{"kind": "shelved", "reason": "x"}',
        content_type=JSON,
    ),
    Address(
        "POST /suppressions/{suppression_id}/end",
        Permission.TELEMETRY_SHELVE,
        "POST",
        arguments={"suppression_id": "suppression"},
        body="{}",
        content_type=JSON,
    ),
    Address("GET /alarms", Permission.TELEMETRY_VIEW),
    Address("GET /alarms/{alarm_id}", Permission.TELEMETRY_VIEW, arguments={"alarm_id": "alarm"}),
    Address(
        "POST /alarms/{alarm_id}/acknowledge",
        Permission.TELEMETRY_ACKNOWLEDGE,
        "POST",
        (200, 409),
        arguments={"alarm_id": "alarm"},
        body="{}",
        content_type=JSON,
    ),
    Address(
        "POST /alarms/{alarm_id}/reset",
        Permission.TELEMETRY_ACKNOWLEDGE,
        "POST",
        (409,),
        arguments={"alarm_id": "alarm"},
        body="{}",
        content_type=JSON,
    ),
]


@dataclass(frozen=True, slots=True)
class Things:
    """Who asks, and for what: `own` is in everybody's scope but the enterprise's siblings."""

    users: dict[Role, User]
    own: dict[str, object]
    keys: dict[Role, int]
    elsewhere: dict[str, object]
    sibling: dict[str, object]

    @staticmethod
    def roles() -> tuple[Role, ...]:
        """The roles that `keep_things` makes a person for."""
        return tuple(Role)

    def of(self, role: Role | None) -> dict[str, object]:
        """What a role may ask for."""
        return {**self.own, "key": self.keys[role] if role else 0}

    def foreign(self, role: Role) -> list[dict[str, object]]:
        """What it must not find: another prefecture's, and for an enterprise its neighbour's."""
        others = [{**self.elsewhere, "key": self._somebody_elses_key(role)}]
        return [*others, self.sibling] if role is Role.ENTERPRISE_OFFICER else others

    def _somebody_elses_key(self, role: Role) -> int:
        return next(key for owner, key in self.keys.items() if owner is not role)


def keep_things() -> Things:
    """Keep two prefectures' worth of things and one person for each role, all of 3705."""
    own, elsewhere, sibling = keep_enterprises("370502", "370302", "370502")
    specs = [
        DeviceSpec(code=f"{code}01", enterprise_code=code, name="x", secret="s")
        for code in (own, elsewhere, sibling)
    ]
    save_devices(specs=specs, actor=platform(), now=NOW)
    points = [point_spec(f"{device.code}LT000", device.code) for device in specs]
    save_points(specs=points, actor=platform(), now=NOW)
    users = {
        role: keep_user(
            role.value, role.value, enterprise_code=own if role is Role.ENTERPRISE_OFFICER else ""
        )
        for role in Things.roles()
    }
    stranger = keep_user("stranger", division_code="370300")
    plain = {
        "version": "0", "file": "web/mark.svg", "csv": "csv", "level": 3,
        "acknowledge": "acknowledge", "shelve": "shelve", "service": "service",
    }  # fmt: skip
    return Things(
        users=users,
        keys={role: _key(user).pk for role, user in users.items()},
        own={
            **plain, **_belongings(own), "user": users[Role.REGULATOR].pk,
            "organisation": Organisation.objects.get(code="370500EM").pk,
        },
        elsewhere={
            **plain, **_belongings(elsewhere), "user": stranger.pk, "organisation": stranger.organisation_id,
        },
        sibling={**plain, **_belongings(sibling)},
    )  # fmt: skip


def _belongings(code: str) -> dict[str, object]:
    enterprise = Enterprise.objects.get(code=code)
    alarm = keep_alarm(f"{code}01LT000")
    overlay = Overlay(kind="shelved", reason="x", side="data", until=NOW + timedelta(hours=1))
    shelved = suppress(actor=platform(), point_code=f"{code}01LT000", overlay=overlay, now=NOW)
    alarm.refresh_from_db()
    letter = DeadLetter.objects.create(
        sequence=enterprise.pk, stored_at=NOW, gateway="mqtt", reason="undecodable", detail="x", source="x",
        enterprise_code=code, division_code=enterprise.division_id, received_at=NOW, payload=b"x",
        payload_size=1,
    )  # fmt: skip
    return {
        "enterprise": code, "enterprise_id": enterprise.pk, "device": f"{code}01", "point": f"{code}01LT000",
        "alarm": alarm.pk, "revision": alarm.revision, "letter": letter.pk,
        "suppression": shelved.pk,
    }  # fmt: skip


def _key(user: User) -> ApiKey:
    return ApiKey.objects.create(
        user=user, name="k", prefix=f"{user.pk:08d}", digest="0" * 64, permissions=[], created_at=NOW
    )
