from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "zhiben.registry.agencies"
    verbose_name = "机构与区划"

    def ready(self) -> None:
        from zhiben.registry.agencies.places import register_places

        register_places()
