import base64
import json
from typing import Any

import nkeys
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.gateways.mqtt.tokens import Issuer, Question, TokenError, allow, read_question, refuse

SERVER = nkeys.from_seed(nkeys.encode_seed(b"s" * 32, nkeys.PREFIX_BYTE_SERVER))
OTHER = nkeys.from_seed(nkeys.encode_seed(b"o" * 32, nkeys.PREFIX_BYTE_SERVER))
ISSUER = Issuer(nkeys.encode_seed(b"i" * 32, nkeys.PREFIX_BYTE_ACCOUNT).decode(), "ANLAN")


def encode(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def claims_of(token: bytes) -> dict[str, Any]:
    body = token.split(b".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4)))
    return claims


def question_token(
    signer: nkeys.KeyPair = SERVER, kind: str = "authorization_request", client_id: str = "37050000101"
) -> bytes:
    claims = {
        "iss": SERVER.public_key.decode(),
        "nats": {
            "type": kind,
            "server_id": {"id": SERVER.public_key.decode()},
            "user_nkey": "UABC",
            "client_info": {"type": "mqtt", "mqtt_id": client_id} if client_id else {},
            "connect_opts": {"user": "37050000101", "pass": "secret"},
        },
    }
    content = encode(b'{"alg":"ed25519-nkey"}') + b"." + encode(json.dumps(claims).encode())
    return content + b"." + encode(signer.sign(content))


def test_the_brokers_question_is_read() -> None:
    question = read_question(question_token())
    assert question == Question(SERVER.public_key.decode(), "UABC", "37050000101", "secret", "37050000101")


def test_a_forged_or_other_question_is_refused() -> None:
    for token in (question_token(OTHER), question_token(kind="user"), b"", b"a.b", b"a.b.c"):
        with pytest.raises(TokenError):
            read_question(token)


@given(st.binary(max_size=80), st.integers(0, 400), st.integers(0, 255))
def test_any_bytes_are_a_question_or_the_documented_error(noise: bytes, place: int, byte: int) -> None:
    damaged = bytearray(question_token())
    damaged[place % len(damaged)] = byte
    for token in (noise, bytes(damaged)):
        try:
            question = read_question(token)
        except TokenError:
            continue
        assert question == read_question(question_token())


def test_the_answer_lets_publish_only_on_the_subjects_and_is_signed() -> None:
    answer = allow(read_question(question_token()), ISSUER, publish=["hz.*.1.2.>"], now_s=1000)
    claims = claims_of(answer)
    assert claims["aud"] == SERVER.public_key.decode()
    assert claims["iss"] == nkeys.from_seed(ISSUER.seed.encode()).public_key.decode()
    user = claims_of(claims["nats"]["jwt"].encode())
    assert user["nats"]["pub"] == {"allow": ["hz.*.1.2.>"]}
    assert user["nats"]["sub"] == {"deny": [">"]}
    assert (user["sub"], user["aud"], user["iat"]) == ("UABC", "ANLAN", 1000)
    content, signature = answer.rsplit(b".", 1)
    raw = base64.urlsafe_b64decode(signature + b"=" * (-len(signature) % 4))
    assert nkeys.from_seed(ISSUER.seed.encode()).verify(content, raw)


def test_the_refusal_has_no_user() -> None:
    claims = claims_of(refuse(read_question(question_token()), ISSUER, reason="no", now_s=1000))
    assert claims["nats"]["error"] == "no"
    assert "jwt" not in claims["nats"]
