"""The URL map of the whole site, assembled from the apps."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("anlan.web.urls")),
]
