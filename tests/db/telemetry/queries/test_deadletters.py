import pytest
from tests.db.telemetry.actions.test_deadletters import entry
from tests.support.actors import actor
from tests.support.records import NOW, keep_enterprises, platform

from anlan.records.access.api import ANONYMOUS, PermissionDeniedError
from anlan.telemetry.actions.deadletters import file_dead_letters
from anlan.telemetry.api import DeadLetter, DeadLetterFilter, get_dead_letter, list_dead_letters

pytestmark = pytest.mark.django_db


def test_everybody_sees_letters_of_their_own_division_only() -> None:
    dongying, zibo = keep_enterprises("370502", "370302")
    file_dead_letters(entries=[entry(1, owner=dongying), entry(2, owner=zibo), entry(3)])
    people = (platform(), actor("37"), actor("3705"), actor("3703", enterprise_code=zibo))
    seen = [sorted(list_dead_letters(actor=who).values_list("sequence", flat=True)) for who in people]
    assert seen == [[1, 2, 3], [1, 2, 3], [1], [2]]
    with pytest.raises(PermissionDeniedError):
        list_dead_letters(actor=ANONYMOUS)


def test_one_letter_comes_with_its_bytes() -> None:
    file_dead_letters(entries=[entry(1)])
    letter = get_dead_letter(actor=platform(), letter_id=DeadLetter.objects.get().pk)
    assert bytes(letter.payload) == b"\0raw"


def test_a_list_does_not_load_the_bytes() -> None:
    file_dead_letters(entries=[entry(1)])
    assert "payload" in list_dead_letters(actor=platform())[0].get_deferred_fields()


def test_letters_can_be_filtered() -> None:
    file_dead_letters(entries=[entry(1), entry(2, detail="unusual")])
    wanted = DeadLetterFilter(text="unus", reason="wrong_schema", gateway="mqtt", since=NOW)
    assert list(list_dead_letters(actor=platform(), wanted=wanted).values_list("sequence", flat=True)) == [2]
