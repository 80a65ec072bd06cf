"""Addresses of access control."""

from django.urls import path

from anlan.records.access.views import account, login, people, trail

app_name = "access"
urlpatterns = [
    path("login", login.login_page, name="login"),
    path("logout", login.logout_page, name="logout"),
    path("account", account.account_page, name="account"),
    path("account/password", account.password_page, name="password"),
    path("account/codes", account.totp_page, name="totp"),
    path("account/sessions/others", account.other_sessions, name="other-sessions"),
    path("account/keys", account.key_list, name="key-list"),
    path("account/keys/<int:key_id>/revoke", account.key_revoke, name="key-revoke"),
    path("users", people.user_list, name="user-list"),
    path("users/new", people.user_create, name="user-create"),
    path("users/<int:user_id>", people.user_edit, name="user-edit"),
    path("users/<int:user_id>/reset", people.user_reset, name="user-reset"),
    path("organisations", people.organisation_list, name="organisation-list"),
    path("organisations/new", people.organisation_edit, name="organisation-create"),
    path("organisations/<int:organisation_id>", people.organisation_edit, name="organisation-edit"),
    path("audit", trail.audit_list, name="audit-list"),
]
