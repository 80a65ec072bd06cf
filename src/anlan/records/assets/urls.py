"""Addresses of assets."""

from django.urls import path

from anlan.records.assets import views

app_name = "assets"
urlpatterns = [
    path("enterprises/", views.enterprise_list, name="enterprise-list"),
    path("enterprises/export.<str:kind>", views.enterprise_export, name="enterprise-export"),
    path("enterprises/<str:code>/devices", views.device_list, name="device-list"),
    path("devices/<str:code>/secret", views.device_secret, name="device-secret"),
    path("devices/<str:code>/state", views.device_state, name="device-state"),
]
