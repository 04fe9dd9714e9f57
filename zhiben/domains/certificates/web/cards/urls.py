"""Addresses of 亮证."""

from django.urls import path

from zhiben.domains.certificates.web.cards import accounts, phone

app_name = "cards"
urlpatterns = [
    path("my/", phone.home, name="own"),
    path("my/code", phone.code, name="code"),
    path("my/enter", phone.enter, name="enter"),
    path("my/leave", phone.leave, name="leave"),
    path("my/face", phone.face, name="face"),
    path("my/cards/<uuid:certificate_id>/paper", phone.paper, name="paper"),
    path("my/worker.js", phone.worker, name="worker"),
    path("cards/", accounts.cards, name="cards"),
    path("cards/<uuid:certificate_id>/plate/", accounts.plate, name="plate"),
    path("people/<uuid:person_id>/card-code/", accounts.give, name="give"),
]
