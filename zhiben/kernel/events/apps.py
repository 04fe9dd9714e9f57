from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "zhiben.kernel.events"
    verbose_name = "事件"

    def ready(self) -> None:
        from zhiben import wiring

        wiring.connect()
