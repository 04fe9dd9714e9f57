from django.apps import AppConfig


class StandingConfig(AppConfig):
    name = "zhiben.domains.standing"
    verbose_name = "资格限制"
