import orjson
import pytest

from anlan.web.rest import PROBLEM, problem


def test_a_problem_says_what_went_wrong() -> None:
    answer = problem(404, "no such tank", headers={"Retry-After": "5"})
    assert answer["Content-Type"] == PROBLEM
    assert answer["Retry-After"] == "5"
    assert orjson.loads(answer.content) == {
        "type": "about:blank", "title": "Not Found", "status": 404, "detail": "no such tank",
    }  # fmt: skip


def test_fields_that_are_wrong_are_listed() -> None:
    body = orjson.loads(problem(422, errors=[{"field": "limit", "message": "too large"}]).content)
    assert body["errors"] == [{"field": "limit", "message": "too large"}]


@pytest.mark.parametrize("status", [401, 403, 405, 413, 429, 500, 503])
def test_the_title_is_the_status(status: int) -> None:
    assert orjson.loads(problem(status).content)["title"]
