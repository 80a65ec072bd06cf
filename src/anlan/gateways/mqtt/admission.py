"""Who may connect: answers the broker's auth callout from the devices' credentials."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg

from anlan.gateways.mqtt import metrics, tokens
from anlan.kernel.partitions import partition_of

log = structlog.get_logger()

SUBJECT = "$SYS.REQ.USER.AUTH"
QUEUE = "anlan-admission"


class Credential(Protocol):
    """What is known of one device."""

    @property
    def enterprise_code(self) -> str:
        """Whose data it may send."""

    def accepts(self, secret: str) -> bool:
        """Return whether this is its password."""


FindCredential = Callable[[str], Credential | None]
"""Return the credential of a device code, None if it is unknown or switched off; called in a thread."""


def subjects_of(enterprise_code: str, device_code: str) -> list[str]:
    """Return the NATS subjects of what a device may publish: `hz/<province>/<enterprise>/<itself>/<kind>`."""
    return [f"hz.*.{enterprise_code}.{device_code}.*"]


def owns_client_id(device_code: str, client_id: str) -> bool:
    """Return whether a device may use an MQTT client identifier: its code, or its code, "-" and more.

    The broker keeps sessions by client identifier, and whoever logs in with one takes that session over:
    a device must never take the gateway's session, or another device's.

    Args:
        device_code: Also the user name.
        client_id: "" from a client that does not speak MQTT: never allowed.
    """
    return client_id == device_code or client_id.startswith(f"{device_code}-")


@dataclass(slots=True)
class Admission:
    """Answers the broker's questions.

    Attributes:
        servers: NATS URLs. user, password: Of the platform's own user.
        issuer: Signs the answers.
        find: Looks a device up.
        clock_s: Time [s since epoch, UTC].
        accounts: Accounts of the broker that enterprises are spread over; none: all are in the issuer's.
    """

    servers: Sequence[str]
    user: str
    password: str
    issuer: tokens.Issuer
    find: FindCredential
    clock_s: Callable[[], float]
    accounts: Sequence[str] = ()

    async def run(self) -> None:
        """Answer until cancelled; reconnects by itself."""
        client = Client()
        await client.connect(
            servers=list(self.servers),
            user=self.user,
            password=self.password,
            name="admission",
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            error_cb=_ignore,
        )
        try:
            await client.subscribe(SUBJECT, queue=QUEUE, cb=self._answer)
            await asyncio.Event().wait()
        finally:
            await client.close()

    async def _answer(self, message: Msg) -> None:
        reply = await asyncio.to_thread(self.decide, message.data)
        if reply is not None:
            await message.respond(reply)

    def decide(self, token: bytes) -> bytes | None:
        """Return the answer to one question, None if it is none: then the broker refuses by itself."""
        now_s = int(self.clock_s())
        try:
            question = tokens.read_question(token)
        except tokens.TokenError as error:
            log.warning("admission_question_unreadable", error=str(error))
            return None
        credential = self.find(question.user) if question.user else None
        if credential is None or not credential.accepts(question.password):
            metrics.ADMISSIONS.labels("refused").inc()
            log.warning("device_refused", device=question.user[:40], known=credential is not None)
            return tokens.refuse(question, self.issuer, reason="wrong device or password", now_s=now_s)
        if not owns_client_id(question.user, question.client_id):
            metrics.ADMISSIONS.labels("refused").inc()
            log.warning("client_id_refused", device=question.user, client_id=question.client_id[:40])
            return tokens.refuse(question, self.issuer, reason="client id is not the device's", now_s=now_s)
        metrics.ADMISSIONS.labels("let_in").inc()
        allowed = subjects_of(credential.enterprise_code, question.user)
        return tokens.allow(question, self._issuer(credential), publish=allowed, now_s=now_s)

    def _issuer(self, credential: Credential) -> tokens.Issuer:
        if not self.accounts:
            return self.issuer
        number = partition_of(credential.enterprise_code, len(self.accounts))
        return replace(self.issuer, account=self.accounts[number])


async def _ignore(error: Exception) -> None:
    log.debug("admission_connection", error=str(error))
