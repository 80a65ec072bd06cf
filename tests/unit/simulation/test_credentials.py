from anlan.simulation.credentials import device_secret


def test_a_secret_depends_on_installation_and_device_and_repeats() -> None:
    secret = device_secret("a" * 40, "37050000101")
    assert secret == device_secret("a" * 40, "37050000101")
    assert len({secret, device_secret("b" * 40, "37050000101"), device_secret("a" * 40, "37050000102")}) == 3


def test_it_is_the_published_hmac() -> None:
    # RFC 4231, test case 2.
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert device_secret("Jefe", "what do ya want for nothing?") == expected
