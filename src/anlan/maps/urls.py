"""Addresses of the map."""

from django.urls import path

from anlan.maps.views import pages

app_name = "maps"
urlpatterns = [
    path("map/", pages.live_map, name="map"),
    path("wall", pages.wall, name="wall"),
    path("wall/counts", pages.wall_counts, name="wall-counts"),
    path("map/worst", pages.worst, name="worst"),
    path("map/states", pages.states, name="states"),
    path("map/boundaries/<int:level>", pages.boundaries, name="boundaries"),
    path("map/enterprises/<int:enterprise_id>/", pages.enterprise, name="enterprise"),
]
