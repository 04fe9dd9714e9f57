from django.apps import AppConfig


class StandingConfig(AppConfig):
    name = "zhiben.domains.standing"
    verbose_name = "资格限制"

    def ready(self) -> None:
        from zhiben.domains.standing.places import register_places

        register_places()
