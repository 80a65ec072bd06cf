"""Says which form of the chaos tests runs."""

import pytest

FULL = 20


@pytest.fixture(scope="session")
def kills(request: pytest.FixtureRequest) -> int:
    """How often each kind of process is killed."""
    number: int = request.config.getoption("--chaos-kills")
    return number


def pytest_report_header(config: pytest.Config) -> str:
    number = config.getoption("--chaos-kills")
    form = "the full form" if number >= FULL else f"a short form; full: --chaos-kills {FULL}"
    return f"chaos: each kind of process is killed {number} times ({form})"
