"""Addresses behind a notice's QR and behind the link of a 送知."""

from django.urls import path

from zhiben.domains.hazards.web.link import pages, photos, requests, servings

app_name = "link"
urlpatterns = [
    path("n/<str:token>/open", pages.open_notice, name="open"),
    path("n/<str:token>/receive", pages.receive, name="receive"),
    path("n/<str:token>/reply", pages.reply, name="reply"),
    path("n/<str:token>/done", pages.done, name="done"),
    path("n/<str:token>/colleague", requests.colleague, name="colleague"),
    path("n/<str:token>/items/<uuid:hazard_id>/extend", requests.extend, name="extend"),
    path("n/<str:token>/items/<uuid:hazard_id>/photos", photos.send, name="photos"),
    path("n/<str:token>/items/<uuid:hazard_id>/photos/<uuid:file_id>/remove", photos.remove, name="remove-photo"),
    path("n/<str:token>/shots", photos.renew, name="renew-shot"),
    path("n/<str:token>/files/<uuid:file_id>", photos.show, name="file"),
    path("n/<str:token>/files/<uuid:file_id>/view", photos.show_marked, name="view"),
    path("n/<str:token>/files/<uuid:file_id>/thumb", photos.show_small, name="thumb"),
    path("k/<str:token>", servings.serving, name="serving"),
    path("k/<str:token>/open", servings.open_serving, name="serving-open"),
    path("k/<str:token>/sign", servings.sign, name="serving-sign"),
]
