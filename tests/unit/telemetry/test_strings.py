import re
from pathlib import Path

import anlan
from anlan.maps.strings import STRINGS as OF_MAPS
from anlan.telemetry.strings import STRINGS
from anlan.web.strings import STRINGS as OF_WEB

PACKAGE = Path(anlan.__file__).parent
USED = re.compile(r'text\("([a-z_.]+)"|say\("([a-z_.]+)"')


def test_every_text_a_browser_module_asks_for_is_there() -> None:
    known = {**STRINGS, **OF_MAPS, **OF_WEB}
    modules = list(PACKAGE.rglob("static/**/*.js"))
    used = {key for path in modules for pair in USED.findall(path.read_text("utf-8")) for key in pair if key}
    assert used
    assert used <= set(known)


def test_codes_of_alarms_have_words() -> None:
    for key in ("priority.4", "state.unack_alm", "status.HH", "suppression.shelved"):
        assert key in STRINGS
