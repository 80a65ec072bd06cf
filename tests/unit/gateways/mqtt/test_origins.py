from anlan.gateways.mqtt.origins import Origins, origin_of

TOPIC = b"hz/37/370500001/37050000101/rts"


def test_the_same_message_has_the_same_origin() -> None:
    assert origin_of(TOPIC, b"{}", "1") == origin_of(TOPIC, b"{other}", "1")
    assert len(origin_of(TOPIC, b"{}", "1")) == 8


def test_sender_and_identity_make_a_difference() -> None:
    assert origin_of(TOPIC, b"{}", "1") != origin_of(TOPIC, b"{}", "2")
    assert origin_of(TOPIC, b"{}", "1") != origin_of(TOPIC + b"x", b"{}", "1")


def test_without_an_identity_the_content_decides() -> None:
    assert origin_of(TOPIC, b"{1}", "") == origin_of(TOPIC, b"{1}", "")
    assert origin_of(TOPIC, b"{1}", "") != origin_of(TOPIC, b"{2}", "")


def test_the_oldest_are_forgotten_first() -> None:
    origins = Origins(kept=2)
    origins.add_joined(b"11111111" + b"22222222" + b"33333333")
    assert b"11111111" not in origins
    assert b"22222222" in origins
    assert b"33333333" in origins
