from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "zhiben.portals.console"
    label = "console"
    verbose_name = "工作台"

    def ready(self) -> None:
        from zhiben.portals.console.places import register_places

        register_places()
