from dataclasses import fields

import pytest
from tests.support.alarm_rows import keep_alarm
from tests.support.points import keep_points

from anlan.contracts.alarms import AlarmChanged, decode, encode
from anlan.telemetry.api import Alarm, alarm_row


@pytest.mark.django_db
def test_a_row_carries_everything_and_survives_the_wire() -> None:
    (code,) = keep_points(1)
    keep_alarm(code)
    alarm = Alarm.objects.select_related("point", "enterprise").get()
    row = alarm_row(alarm)
    assert decode(encode(row)) == row
    assert (row.id, row.point_code, row.unit) == (alarm.pk, code, "m")
    assert row.enterprise_name == alarm.enterprise.name
    same = {field.name for field in fields(AlarmChanged)} & {field.name for field in Alarm._meta.fields}
    assert len(same) > 12
    for name in same:
        assert getattr(row, name) == getattr(alarm, name), name
