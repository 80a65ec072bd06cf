from django.test import Client

from anlan.web import statics


def test_the_current_version_may_be_kept_for_ever() -> None:
    response = Client().get(f"/static/{statics.version()}/web/live.js")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"EventSource" in response.content


def test_another_version_is_served_but_not_kept() -> None:
    response = Client().get("/static/000/web/live.js")
    assert response["Cache-Control"] == "no-cache"


def test_is_compressed_for_a_browser_that_asks() -> None:
    response = Client().get("/static/000/web/live.js", headers={"accept-encoding": "gzip, br"})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]


def test_a_missing_file_is_not_found() -> None:
    assert Client().get("/static/000/web/none.js").status_code == 404
