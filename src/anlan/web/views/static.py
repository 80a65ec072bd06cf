"""Serves static files."""

from django.http import Http404, HttpRequest, HttpResponse

from anlan.web import statics


def static_file(request: HttpRequest, version: str, path: str) -> HttpResponse:
    file = statics.load(path)
    if file is None:
        raise Http404(path)
    small = file.compressed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    body = file.compressed if small and file.compressed is not None else file.content
    response = HttpResponse(body, content_type=file.content_type)
    if small:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    current = version == statics.version()
    response["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    return response
