"""JSON Web Tokens of NATS auth callout: read the broker's question, write the signed answer. Pure.

Format: NATS JWT v2, algorithm `ed25519-nkey`; the token is `header.claims.signature` in base64url.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import nkeys


class TokenError(ValueError):
    """The bytes are not a question of the broker."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs the answers.

    Attributes:
        seed: Of the account key that the broker trusts.
        account: Name of the broker's account that devices join.
    """

    seed: str
    account: str


@dataclass(frozen=True, slots=True)
class Question:
    """The broker asks whether to let a client in.

    Attributes:
        server_id: Public key of the broker; the answer is addressed to it.
        user_key: Public key of the user to be made.
        user, password: As the client sent them.
        client_id: MQTT client identifier, "" from a client that speaks another protocol.
    """

    server_id: str
    user_key: str
    user: str
    password: str
    client_id: str = ""


def read_question(token: bytes) -> Question:
    """Return the question in a token whose signature is that of the broker it names.

    Raises:
        TokenError: Not a token, another kind, or the signature is wrong.
    """
    try:
        head, body, signature = token.split(b".")
        claims = json.loads(_decode(body))
        nats = claims["nats"]
        options = nats["connect_opts"]
        question = Question(
            nats["server_id"]["id"],
            nats["user_nkey"],
            options.get("user", ""),
            options.get("pass", ""),
            nats["client_info"].get("mqtt_id", ""),
        )
        if nats["type"] != "authorization_request" or claims["iss"] != question.server_id:
            raise TokenError("not an authorization request of the broker that signed it")
        _verify(question.server_id, head + b"." + body, _decode(signature))
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise TokenError(f"not a question of the broker: {error}") from error
    return question


def allow(question: Question, issuer: Issuer, *, publish: Sequence[str], now_s: int) -> bytes:
    """Return the answer that lets the client in to publish on some subjects and subscribe to nothing.

    Args:
        question: What was asked.
        issuer: Who signs.
        publish: NATS subjects.
        now_s: Time [s since epoch, UTC].
    """
    user = {
        "name": question.user,
        "sub": question.user_key,
        "aud": issuer.account,
        "nats": {
            "pub": {"allow": list(publish)},
            "sub": {"deny": [">"]},
            "subs": -1,
            "data": -1,
            "payload": -1,
            "type": "user",
            "version": 2,
        },
    }
    return _answer(question, issuer, {"jwt": _sign(user, issuer, now_s).decode()}, now_s)


def refuse(question: Question, issuer: Issuer, *, reason: str, now_s: int) -> bytes:
    """Return the answer that keeps the client out.

    Args:
        question: What was asked.
        issuer: Who signs.
        reason: For the broker's log; never shown to the client.
        now_s: Time [s since epoch, UTC].
    """
    return _answer(question, issuer, {"error": reason}, now_s)


def _answer(question: Question, issuer: Issuer, content: dict[str, str], now_s: int) -> bytes:
    claims = {
        "sub": question.user_key,
        "aud": question.server_id,
        "nats": {**content, "type": "authorization_response", "version": 2},
    }
    return _sign(claims, issuer, now_s)


def _sign(claims: dict[str, Any], issuer: Issuer, now_s: int) -> bytes:
    pair = nkeys.from_seed(issuer.seed.encode())
    claims = {**claims, "iss": pair.public_key.decode(), "iat": now_s}
    digest = sha256(json.dumps(claims, sort_keys=True).encode()).digest()
    claims["jti"] = base64.b32encode(digest).decode().rstrip("=")
    header = _encode(json.dumps({"typ": "JWT", "alg": "ed25519-nkey"}).encode())
    content = header + b"." + _encode(json.dumps(claims).encode())
    return content + b"." + _encode(pair.sign(content))


def _verify(public_key: str, content: bytes, signature: bytes) -> None:
    raw = base64.b32decode(public_key + "=" * (-len(public_key) % 8))
    try:
        nkeys.nacl.signing.VerifyKey(raw[1:-2]).verify(content, signature)
    except nkeys.nacl.exceptions.BadSignatureError as error:
        raise TokenError("the signature is wrong") from error


def _encode(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _decode(data: bytes) -> bytes:
    return base64.urlsafe_b64decode(data + b"=" * (-len(data) % 4))
