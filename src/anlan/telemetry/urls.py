"""Addresses of telemetry."""

from django.urls import path

from anlan.telemetry.views import alarm, alarms, deadletters, enterprises, exports, home, live, points, system

app_name = "telemetry"
urlpatterns = [
    path("", home.home, name="home"),
    path("overview/counters", home.counters, name="counters"),
    path("alarms/", alarms.alarm_list, name="alarm-list"),
    path("alarms/acknowledge", alarms.acknowledge_many, name="acknowledge-many"),
    path("alarms/export.<str:kind>", exports.alarm_export, name="alarm-export"),
    path("alarms/<int:alarm_id>/", alarm.alarm_detail, name="alarm"),
    path("alarms/<int:alarm_id>/card", alarm.alarm_card, name="alarm-card"),
    path("alarms/<int:alarm_id>/<str:action>", alarm.act, name="alarm-act"),
    path("points/<str:code>/", points.point_detail, name="point"),
    path("points/<str:code>/limits", points.point_limits, name="point-limits"),
    path("points/<str:code>/readings.xlsx", exports.readings_export, name="readings-export"),
    path("enterprises/<str:code>/", enterprises.enterprise_detail, name="enterprise"),
    path("dead-letters/", deadletters.deadletter_list, name="deadletter-list"),
    path("dead-letters/<int:letter_id>/", deadletters.deadletter_detail, name="deadletter"),
    path("system/", system.system, name="system"),
    path("live/alarms", live.alarms, name="live-alarms"),
    path("live/latest", live.latest, name="live-latest"),
]
