from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "zhiben.portals.console"
    label = "console"
    verbose_name = "工作台"

    def ready(self) -> None:
        from zhiben.portals.console.places import register_places
        from zhiben.portals.console.sources import connect_sources
        from zhiben.portals.console.told import register_told

        register_places()
        connect_sources()
        register_told()
