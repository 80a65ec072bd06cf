import numpy as np
import pytest
from tests.support.counties import COUNTIES

from anlan.protocols.hazard_json.reports import decode_many
from anlan.protocols.hazard_json.topics import Kind, parse_topic
from anlan.simulation import edge as edge_module
from anlan.simulation.catalogue import Point
from anlan.simulation.edge import WINDOW, Edge, Outgoing, Report
from anlan.simulation.province import Size, build_province

POINTS = build_province(COUNTIES, seed=1, size=Size(1, 1, 30)).points
T = 1_780_000_000_123_000
CYCLE = 10_000_000


@pytest.fixture
def edge() -> Edge:
    return Edge.of(POINTS, late_us=2 * CYCLE)


def report(cycle: int = 0, points: tuple[Point, ...] = POINTS) -> Report:
    return Report(T + cycle * CYCLE, [float(i) for i in range(len(points))], [True] * len(points))


def sent(edge: Edge, now_us: int) -> list[Outgoing]:
    return list(edge.to_send(now_us))


def test_the_platform_decodes_what_the_edge_writes(edge: Edge) -> None:
    values = [round(i * 1.237, p.decimals) for i, p in enumerate(POINTS)]
    valid = [i % 3 != 0 for i in range(len(POINTS))]
    decoded = decode_many([edge.payload(Report(T, values, valid), T)])
    assert decoded.problems == []
    assert decoded.codes.to_pylist() == [p.code for p in POINTS]
    assert np.allclose(decoded.value, values)
    assert decoded.valid.tolist() == valid
    assert set(decoded.ts.tolist()) == {T}
    header = decoded.headers[0]
    assert (header.enterprise_code, header.device_code) == (POINTS[0].enterprise_code, POINTS[0].device_code)
    assert not header.backfill


def test_its_topic_is_of_the_interface(edge: Edge) -> None:
    topic = parse_topic(edge.topic.decode())
    assert (topic.province, topic.device_code, topic.kind) == ("37", POINTS[0].device_code, Kind.READINGS)


def test_the_same_report_has_the_same_data_id_and_another_has_not(edge: Edge) -> None:
    ids = [decode_many([edge.payload(report(cycle), T)]).headers[0].data_id for cycle in (0, 0, 1)]
    assert ids[0] == ids[1] != ids[2]
    assert len(ids[0]) == 32


def test_an_acknowledged_report_is_gone(edge: Edge) -> None:
    edge.report(report())
    (message,) = sent(edge, T)
    assert sent(edge, T) == []
    assert edge.waiting == 1
    edge.acknowledged(message.packet_id)
    edge.acknowledged(message.packet_id)
    assert (edge.waiting, edge.acknowledged_readings) == (0, 30)


def test_after_an_outage_the_newest_goes_first_and_the_rest_is_back_fill_in_order(
    edge: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge_module, "WINDOW", 10)
    for cycle in range(6):
        edge.report(report(cycle))
    decoded = decode_many([m.payload for m in sent(edge, T + 5 * CYCLE)])
    times = decoded.ts[:: len(POINTS)].tolist()
    assert times == [T + c * CYCLE for c in (5, 0, 1, 2, 3, 4)]
    assert [decoded.headers[i].backfill for i in range(6)] == [False, True, True, True, False, False]


def test_what_was_under_way_is_sent_again_and_marked(edge: Edge) -> None:
    edge.report(report(0))
    edge.report(report(1))
    first = {m.payload for m in sent(edge, T)}
    edge.disconnected()
    again = sent(edge, T)
    assert {m.payload for m in again} == first
    assert all(m.repeated for m in again)
    assert edge.waiting == 2


def test_at_most_a_window_is_under_way(edge: Edge) -> None:
    for cycle in range(2 * WINDOW):
        edge.report(report(cycle))
    messages = sent(edge, T)
    assert len(messages) == WINDOW
    edge.acknowledged(messages[0].packet_id)
    assert len(sent(edge, T)) == 1


def test_packet_ids_never_collide_and_start_again(edge: Edge) -> None:
    edge.report(report())
    (held,) = sent(edge, T)
    edge._last_id = 65_535
    edge.report(report(1))
    (message,) = sent(edge, T)
    assert (held.packet_id, message.packet_id) == (1, 2)


def test_a_full_buffer_loses_the_oldest_and_counts(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge_module, "BUFFER_REPORTS", 3)
    edge._backlog = type(edge._backlog)(maxlen=3)
    for cycle in range(6):
        edge.report(report(cycle))
    assert (edge.lost, edge.waiting) == (2, 4)
    sent(edge, T)
    for cycle in range(6, 11):
        edge.report(report(cycle))
    edge.disconnected()
    assert edge.waiting == 4
    assert edge.lost == 2 + 1 + 4
