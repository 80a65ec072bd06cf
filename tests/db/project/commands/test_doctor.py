import json

import pytest
from click.testing import CliRunner

from anlan.project.commands.doctor import command


@pytest.mark.django_db
def test_exits_1_and_explains_when_there_is_no_broker() -> None:
    done = CliRunner().invoke(command, ["--json", "--wait", "0"])
    levels = {finding["check"]: finding["level"] for finding in json.loads(done.stdout)}
    assert levels["broker"] == "error"
    assert levels["database"] == "fine"
    assert done.exit_code == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "locale", "expected"),
    [
        (["--lang", "en"], "", "No broker"),
        ([], "zh_CN.UTF-8", "没有消息代理"),
        ([], "en_GB.UTF-8", "No broker"),
    ],
)
def test_speaks_the_language_asked_for(arguments: list[str], locale: str, expected: str) -> None:
    done = CliRunner().invoke(command, [*arguments, "--wait", "0"], env={"LC_ALL": locale})
    assert expected in done.stdout
