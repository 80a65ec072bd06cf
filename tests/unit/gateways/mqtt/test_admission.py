from dataclasses import dataclass

import pytest
from structlog.testing import capture_logs
from tests.unit.gateways.mqtt.test_tokens import ISSUER, claims_of, question_token

from anlan.gateways.mqtt.admission import Admission, subjects_of
from anlan.kernel.partitions import partition_of


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
    assert subjects_of("370500001", "37050000101") == ["hz.*.370500001.37050000101.*"]


@pytest.mark.parametrize("device", [None, Device("another")])
def test_an_unknown_device_and_a_wrong_password_are_refused_alike(device: Device | None) -> None:
    with capture_logs() as logs:
        answer = admission(device).decide(question_token())
    assert answer is not None
    assert claims_of(answer)["nats"]["error"] == "wrong device or password"
    assert logs[0]["event"] == "device_refused"
    assert "secret" not in str(logs)


@pytest.mark.parametrize("client_id", ["37050000101", "37050000101-b"])
def test_a_device_may_use_client_ids_that_begin_with_its_code(client_id: str) -> None:
    answer = admission(Device("secret")).decide(question_token(client_id=client_id))
    assert answer is not None
    assert "jwt" in claims_of(answer)["nats"]


@pytest.mark.parametrize("client_id", ["anlan-gateway", "37050000102", "370500001012", ""])
def test_a_device_may_not_take_the_session_of_somebody_else(client_id: str) -> None:
    with capture_logs() as logs:
        answer = admission(Device("secret")).decide(question_token(client_id=client_id))
    assert answer is not None
    assert claims_of(answer)["nats"]["error"] == "client id is not the device's"
    assert logs[0]["event"] == "client_id_refused"


def test_devices_are_spread_over_the_accounts_by_enterprise() -> None:
    spread = admission(Device("secret"))
    spread.accounts = ["X", "Y", "Z"]
    answer = spread.decide(question_token())
    assert answer is not None
    user = claims_of(claims_of(answer)["nats"]["jwt"].encode())
    assert user["aud"] == spread.accounts[partition_of("370500001", 3)]


def test_what_is_no_question_gets_no_answer() -> None:
    with capture_logs() as logs:
        assert admission(Device("secret")).decide(b"nonsense") is None
    assert logs[0]["event"] == "admission_question_unreadable"
