from pathlib import Path

import pytest
from structlog.testing import capture_logs
from tests.support.counties import COUNTIES

from anlan.simulation.aiming import Targets
from anlan.simulation.catalogue import Province
from anlan.simulation.directing import Directing, ask_for
from anlan.simulation.faults import Effects, UnknownFaultError
from anlan.simulation.province import Size, build_province
from anlan.simulation.schedule import Schedule

NOW = 1.78e9


@pytest.fixture(scope="module")
def province() -> Province:
    return build_province(COUNTIES, seed=2, size=Size(20, 10, 800))


def directing(province: Province, control: Path, schedule: Schedule | None = None) -> Directing:
    gateways = frozenset(g.code for g in province.gateways)
    return Directing(Targets.of(province), Effects.none(), gateways, schedule, control)


def test_it_begins_with_leaks_and_follows_the_schedule(province: Province, tmp_path: Path) -> None:
    schedule = Schedule.of(province, seed=1, intensity=50)
    director = directing(province, tmp_path / "control", schedule)
    director.begin(NOW)
    director.step(NOW + 30)
    opened = len(director.effects.active)
    assert opened >= 3
    for t in range(31, 200):
        director.step(NOW + t)
    due = schedule.starting(NOW, NOW + 199)
    assert len(director.effects.active) + len(director.offline_until) >= len(due) - 3 > 0


def test_a_line_in_the_control_file_begins_a_fault(province: Province, tmp_path: Path) -> None:
    control = tmp_path / "sub" / "control"
    director = directing(province, control)
    director.begin(NOW)
    director.step(NOW + 1)
    ask_for(control, f"step:{province.points[5].code}:2", now_s=NOW)
    director.step(NOW + 2)
    assert [e.points.tolist() for e in director.effects.active] == [[5]]
    director.step(NOW + 3)
    assert len(director.effects.active) == 1
    director.step(NOW + 2 + 121)
    assert director.effects.active == []


def test_older_lines_and_half_lines_are_left_alone(province: Province, tmp_path: Path) -> None:
    control = tmp_path / "control"
    line = f"step:{province.points[5].code}:2\n"
    control.write_text(line)
    director = directing(province, control)
    director.begin(NOW)
    director.step(NOW + 1)
    assert director.effects.active == []
    with control.open("a") as lines:
        lines.write(line[:9])
    director.step(NOW + 2)
    with control.open("a") as lines:
        lines.write(line[9:])
    director.step(NOW + 3)
    assert len(director.effects.active) == 1


def test_a_control_file_that_was_replaced_is_read_from_its_start(province: Province, tmp_path: Path) -> None:
    control = tmp_path / "control"
    control.write_text("x" * 500)
    director = directing(province, control)
    director.begin(NOW)
    control.write_text(f"bad:{province.points[5].code}\n")
    director.step(NOW + 1)
    assert [e.how for e in director.effects.active] == ["invalid"]


def test_an_offline_gateway_comes_back(province: Province, tmp_path: Path) -> None:
    control = tmp_path / "control"
    director = directing(province, control)
    director.begin(NOW)
    ask_for(control, f"offline:{province.gateways[0].code}:1", now_s=NOW)
    director.step(NOW + 1)
    assert list(director.offline_until) == [province.gateways[0].code]
    director.step(NOW + 62)
    assert director.offline_until == {}


def test_faults_without_a_target_are_said_and_skipped(province: Province, tmp_path: Path) -> None:
    control = tmp_path / "control"
    director = directing(province, control)
    director.begin(NOW)
    control.write_text("leak:nowhere\noffline:nobody\nnonsense\n")
    with capture_logs() as logs:
        director.step(NOW + 1)
    assert [entry["event"] for entry in logs] == ["fault_refused"] * 3
    assert director.effects.active == []


def test_nonsense_is_refused_before_it_reaches_the_simulator(tmp_path: Path) -> None:
    with pytest.raises(UnknownFaultError):
        ask_for(tmp_path / "control", "nonsense", now_s=NOW)
    assert not (tmp_path / "control").exists()
