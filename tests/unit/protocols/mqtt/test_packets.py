import pytest

from anlan.protocols.mqtt.packets import acknowledge, connect, publish, remaining_length, subscribe


def test_connect_is_the_packet_of_the_standard() -> None:
    packet = connect("d1", "d1", "pw", keep_alive_s=60)
    assert packet.hex(" ") == "10 16 00 04 4d 51 54 54 04 c2 00 3c 00 02 64 31 00 02 64 31 00 02 70 77"


def test_a_persistent_session_is_asked_for_by_one_bit() -> None:
    clean, kept = (connect("g", "u", "p", keep_alive_s=60, clean=flag) for flag in (True, False))
    assert (clean[9], kept[9]) == (0xC2, 0xC0)
    assert clean[:9] + clean[10:] == kept[:9] + kept[10:]


def test_publish_is_the_packet_of_the_standard() -> None:
    # OASIS MQTT 3.1.1, figure 3.11: topic a/b, packet id 10.
    assert publish(b"a/b", b"", 10).hex(" ") == "32 07 00 03 61 2f 62 00 0a"
    assert publish(b"a/b", b"xy", 10, repeated=True).hex(" ") == "3a 09 00 03 61 2f 62 00 0a 78 79"


def test_subscribe_and_acknowledge_are_the_packets_of_the_standard() -> None:
    # OASIS MQTT 3.1.1, figures 3.23 (a/b with QoS 1 and c/d, here QoS 1 too) and 3.18.
    assert subscribe(["a/b", "c/d"], 10).hex(" ") == "82 0e 00 0a 00 03 61 2f 62 01 00 03 63 2f 64 01"
    assert acknowledge(258).hex(" ") == "40 02 01 02"


@pytest.mark.parametrize(
    ("length", "coded"),
    [(0, "00"), (127, "7f"), (128, "8001"), (16_383, "ff7f"), (16_384, "808001"), (268_435_455, "ffffff7f")],
)
def test_lengths_are_coded_as_in_table_2_4(length: int, coded: str) -> None:
    assert remaining_length(length).hex() == coded


def test_a_packet_over_the_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="268435455"):
        remaining_length(268_435_456)
