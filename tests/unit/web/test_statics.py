import gzip

from django.contrib.staticfiles.storage import staticfiles_storage

from anlan.web import statics


def test_a_text_file_is_kept_compressed_too() -> None:
    file = statics.load("web/live.js")
    assert file is not None
    assert file.compressed is not None
    assert gzip.decompress(file.compressed) == file.content
    assert file.content_type == "text/javascript"


def test_there_is_no_file_outside_the_static_folders() -> None:
    assert statics.load("nothing.js") is None
    assert statics.load("web") is None


def test_the_address_carries_the_version() -> None:
    assert staticfiles_storage.url("web/live.js") == f"/static/{statics.version()}/web/live.js"
