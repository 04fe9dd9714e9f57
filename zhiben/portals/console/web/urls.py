"""Addresses of the desktop."""

from django.urls import path

from zhiben.portals.console.web import (
    account,
    accounts,
    audit,
    channel_forms,
    channels,
    delegations,
    hand_overs,
    notices,
    reception,
    session,
    work,
)
from zhiben.portals.console.web.api_docs import api_docs

app_name = "console"
urlpatterns = [
    path("login", session.sign_in, name="login"),
    path("logout", session.sign_out, name="logout"),
    path("accounts/", accounts.GrantList.as_view(), name="accounts"),
    path("accounts/new/", accounts.new, name="account-new"),
    path("accounts/<uuid:user_id>/", accounts.page, name="account-page"),
    path("accounts/<uuid:user_id>/grant/", accounts.grant, name="grant-new"),
    path("accounts/<uuid:user_id>/switch/", accounts.switch, name="account-switch"),
    path("grants/<uuid:grant_id>/end/", accounts.end, name="grant-end"),
    path("audit/", audit.ActList.as_view(), name="acts"),
    path("audit/seals/", audit.SealList.as_view(), name="seals"),
    path("audit/seals/verify/", audit.verify, name="seals-verify"),
    path("account", account.account, name="account"),
    path("account/password", account.password, name="password"),
    path("account/acting", session.act_as, name="act_as"),
    path("home", work.home, name="home"),
    path("inbox", work.todos, name="inbox"),
    path("inbox/assign", work.assign, name="inbox-assign"),
    path("delegations/", delegations.own, name="delegations"),
    path("delegations/new/", delegations.new, name="delegation-new"),
    path("delegations/<uuid:grant_id>/", delegations.done, name="delegation"),
    path("delegations/<uuid:grant_id>/end/", delegations.end, name="delegation-end"),
    path("hand-over/<uuid:user_id>/", hand_overs.arrange, name="hand-over"),
    path("hand-overs/<uuid:hand_over_id>/", hand_overs.show, name="hand-over-page"),
    path("hand-overs/<uuid:hand_over_id>/list.<str:kind>", hand_overs.printed, name="hand-over-list"),
    path("messages", notices.notices, name="notices"),
    path("messages/settings", reception.settings, name="reception"),
    path("channels/", channels.ChannelList.as_view(), name="channels"),
    path("channels/new/", channels.kinds, name="channel-kinds"),
    path("channels/new/<slug:kind>/", channel_forms.new, name="channel-new"),
    path("channels/deliveries/", channels.DeliveryList.as_view(), name="deliveries"),
    path("channels/<uuid:channel_id>/", channels.page, name="channel-page"),
    path("channels/<uuid:channel_id>/change/", channel_forms.change, name="channel-change"),
    path("channels/<uuid:channel_id>/templates/", channel_forms.templates, name="channel-templates"),
    path("channels/<uuid:channel_id>/act/", channels.act, name="channel-act"),
    path("messages/read", notices.mark_all_read, name="notices_read"),
    path("messages/<uuid:notice_id>", notices.open_notice, name="notice"),
    path("api/docs/", api_docs, name="api_docs"),
]
