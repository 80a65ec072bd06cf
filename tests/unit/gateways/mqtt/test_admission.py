from dataclasses import dataclass

import pytest
from structlog.testing import capture_logs
from tests.unit.gateways.mqtt.test_tokens import ISSUER, claims_of, question_token

from anlan.gateways.mqtt.admission import Admission, subjects_of


@dataclass
class Device:
    secret: str
    enterprise_code: str = "370500001"

    def accepts(self, secret: str) -> bool:
        return secret == self.secret


def admission(device: Device | None) -> Admission:
    known = {"37050000101": device} if device else {}
    return Admission([], "", "", ISSUER, known.get, lambda: 1000.0)


def test_a_device_may_speak_only_for_itself() -> None:
    answer = admission(Device("secret")).decide(question_token())
    assert answer is not None
    user = claims_of(claims_of(answer)["nats"]["jwt"].encode())
    assert user["nats"]["pub"]["allow"] == subjects_of("370500001", "37050000101")
    assert subjects_of("370500001", "37050000101") == ["hz.*.370500001.37050000101.>"]


@pytest.mark.parametrize("device", [None, Device("another")])
def test_an_unknown_device_and_a_wrong_password_are_refused_alike(device: Device | None) -> None:
    with capture_logs() as logs:
        answer = admission(device).decide(question_token())
    assert answer is not None
    assert claims_of(answer)["nats"]["error"] == "wrong device or password"
    assert logs[0]["event"] == "device_refused"
    assert "secret" not in str(logs)


def test_what_is_no_question_gets_no_answer() -> None:
    with capture_logs() as logs:
        assert admission(Device("secret")).decide(b"nonsense") is None
    assert logs[0]["event"] == "admission_question_unreadable"
