from anlan.project.doctor.findings import error, fine, warning


def test_speaks_both_languages() -> None:
    finding = warning("disk", "full", "满")
    assert finding.text("zh") == "满"
    assert finding.text("en") == "full"


def test_machines_get_the_level_as_a_word() -> None:
    levels = [make("x", "e", "中").as_dict()["level"] for make in (fine, warning, error)]
    assert levels == ["fine", "warning", "error"]
