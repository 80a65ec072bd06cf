import pytest

from anlan.project.security import content_policy, tile_origin


def test_nothing_inline_is_allowed_but_the_import_map() -> None:
    policy = content_policy()
    assert "unsafe" not in policy
    assert policy.count("sha256-") == 1
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("", ""),
        ("/tiles/{z}/{x}/{y}.png", ""),
        ("https://tiles.example/{z}/{x}/{y}.png?tk=1", "https://tiles.example"),
        ("https://t{s}.example.cn/{z}/{x}/{y}", "https://*.example.cn"),
        ("http://{s}.tiles.example:8080/{z}", "http://*.tiles.example:8080"),
    ],
)
def test_only_the_configured_tile_server_is_let_in(url: str, origin: str) -> None:
    assert tile_origin(url) == origin
