from anlan.project.doctor.findings import Level
from anlan.project.doctor.progress import FAR_BEHIND_ENTRIES, judge_progress


def test_a_worker_that_stands_still_is_an_error() -> None:
    finding = judge_progress({0: 10, 1: 10}, {0: 10, 1: 4}, {0: 10, 1: 4}, waited_s=3)
    assert finding.level is Level.ERROR
    assert "1 (6 behind)" in finding.english


def test_a_partition_that_no_worker_has_ever_taken_is_an_error() -> None:
    assert judge_progress({0: 1}, {}, {}, waited_s=3).level is Level.ERROR


def test_a_worker_far_behind_that_catches_up_is_a_warning() -> None:
    last = FAR_BEHIND_ENTRIES + 100
    assert judge_progress({0: last}, {0: 1}, {0: 50}, waited_s=3).level is Level.WARNING


def test_a_worker_at_the_end_of_its_stream_is_fine() -> None:
    assert judge_progress({0: 5, 1: 0}, {0: 3}, {0: 5}, waited_s=3).level is Level.FINE
