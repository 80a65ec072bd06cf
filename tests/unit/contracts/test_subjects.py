from anlan.contracts import subjects


def matches(pattern: str, subject: str) -> bool:
    """NATS: `*` is one token, `>` at the end is one or more."""
    want, have = pattern.split("."), subject.split(".")
    if want[-1] == ">":
        return len(have) >= len(want) and all(w in {"*", h} for w, h in zip(want[:-1], have, strict=False))
    return len(want) == len(have) and all(w in {"*", h} for w, h in zip(want, have, strict=True))


def test_live_subjects_are_heard_by_who_listens_to_all_live_ones() -> None:
    assert matches(subjects.LIVE_ALL, subjects.live_alarm_subject("370502", 7))
    assert matches(subjects.LIVE_ALL, subjects.live_latest_subject(3))


def test_no_kept_subject_is_a_live_one() -> None:
    kept = [subjects.readings_subject(0), subjects.dead_letter_subject("mqtt"), subjects.POINTS_CHANGED]
    assert not any(matches(subjects.LIVE_ALL, subject) for subject in kept)


def test_dead_letters_of_every_gateway_reach_their_stream() -> None:
    assert matches(subjects.DEAD_LETTERS_ALL, subjects.dead_letter_subject("http"))


def test_every_partition_has_its_own_stream_and_subject() -> None:
    assert len({subjects.readings_subject(n) for n in range(20)}) == 20
    assert len({subjects.readings_stream(n) for n in range(20)}) == 20


def test_stream_names_have_no_character_that_nats_forbids() -> None:
    for name in (subjects.readings_stream(3), subjects.DEAD_LETTERS_STREAM):
        assert not set(name) & set(" .*>/\\")
