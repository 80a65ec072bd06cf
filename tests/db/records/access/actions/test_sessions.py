from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from tests.support.records import NOW, keep_user, platform

from anlan.records.access.actions.sessions import (
    end_other_sessions,
    end_session,
    move_session,
    note_seen,
    note_session,
)
from anlan.records.access.models import LoginSession, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    user = keep_user()
    for key in ("a", "b"):
        Session.objects.create(session_key=key, session_data="", expire_date=NOW + timedelta(hours=1))
        note_session(user=user, session_key=key, address=None, agent="x" * 300, now=NOW)
    return user


def keys() -> set[str]:
    return set(LoginSession.objects.values_list("session_key", flat=True))


def test_browsers_are_remembered_and_expired_ones_forgotten(user: User) -> None:
    assert keys() == {"a", "b"}
    Session.objects.filter(session_key="a").delete()
    note_session(user=user, session_key="b", address=None, agent="", now=NOW)
    assert keys() == {"b"}


def test_use_is_noted_at_most_every_five_minutes(user: User) -> None:
    for minutes in (1, 6):
        note_seen(session_key="a", now=NOW + timedelta(minutes=minutes))
    assert LoginSession.objects.get(session_key="a").seen_at == NOW + timedelta(minutes=6)


def test_ending_the_others_keeps_this_one(user: User) -> None:
    assert end_other_sessions(actor=platform(), user_id=user.pk, keep="a", now=NOW) == 1
    assert keys() == {"a"}
    assert set(Session.objects.values_list("session_key", flat=True)) == {"a"}


def test_a_changed_key_is_followed_and_a_log_out_forgotten(user: User) -> None:
    move_session(old_key="a", new_key="c")
    end_session(actor=platform(), session_key="b", now=NOW)
    assert keys() == {"c"}
