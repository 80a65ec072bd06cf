from datetime import timedelta

import pytest
from tests.support.records import NOW

from anlan.telemetry.actions.idempotency import Answer, KeyReusedError, find_answer, keep_answer
from anlan.telemetry.models import IngestRequest

pytestmark = pytest.mark.django_db
ANSWER = Answer(200, {"accepted": 3})


def keep(owner: str = "key:1", digest: str = "a") -> None:
    keep_answer(owner=owner, key="k", digest=digest, answer=ANSWER, now=NOW)


def test_the_answer_comes_again() -> None:
    keep()
    assert find_answer(owner="key:1", key="k", digest="a", now=NOW) == ANSWER


def test_another_caller_has_keys_of_its_own() -> None:
    keep()
    assert find_answer(owner="key:2", key="k", digest="b", now=NOW) is None


def test_another_body_is_refused() -> None:
    keep()
    with pytest.raises(KeyReusedError):
        find_answer(owner="key:1", key="k", digest="b", now=NOW)


def test_after_a_day_the_key_is_free() -> None:
    keep()
    later = NOW + timedelta(hours=24)
    assert find_answer(owner="key:1", key="k", digest="b", now=later) is None
    keep_answer(owner="key:2", key="k", digest="b", answer=ANSWER, now=later)
    assert IngestRequest.objects.get().owner == "key:2"


def test_the_first_of_two_answers_stays() -> None:
    keep()
    keep(digest="b")
    assert IngestRequest.objects.get().digest == "a"
