"""Addresses of the desktop."""

from django.urls import path

from zhiben.portals.console.web import account, notices, session, work
from zhiben.portals.console.web.api_docs import api_docs

app_name = "console"
urlpatterns = [
    path("login", session.sign_in, name="login"),
    path("logout", session.sign_out, name="logout"),
    path("account", account.account, name="account"),
    path("account/password", account.password, name="password"),
    path("account/acting", session.act_as, name="act_as"),
    path("home", work.home, name="home"),
    path("inbox", work.todos, name="inbox"),
    path("messages", notices.notices, name="notices"),
    path("messages/read", notices.mark_all_read, name="notices_read"),
    path("messages/<uuid:notice_id>", notices.open_notice, name="notice"),
    path("api/docs/", api_docs, name="api_docs"),
]
