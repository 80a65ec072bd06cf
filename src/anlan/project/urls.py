"""The URL map of the whole site, assembled from the apps."""

from django.urls import URLPattern, URLResolver, include, path

from anlan.project.openapi import api, documentation

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("anlan.web.urls")),
    path("", include("anlan.records.access.urls")),
    path("", include("anlan.telemetry.urls")),
    path("", include("anlan.maps.urls")),
    path("", include("anlan.records.assets.urls")),
    path("api/v1/", api.urls),
    path("api/docs", documentation, name="api-docs"),
]
