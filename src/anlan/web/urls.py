"""Addresses of the shell."""

from django.conf import settings
from django.urls import include, path

from anlan.web.views import static

app_name = "web"
urlpatterns = [
    path(f"{settings.STATIC_URL.strip('/')}/<str:version>/<path:path>", static.static_file, name="static"),
    path("language/", include("django.conf.urls.i18n")),
]
