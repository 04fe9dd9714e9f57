from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "zhiben.kernel.records"
    verbose_name = "档案更正"

    def ready(self) -> None:
        from zhiben.kernel.records.web.places import register_places
        from zhiben.kernel.records.workflow import FLOWS
        from zhiben.kernel.workflow.registry import register

        register(*FLOWS)
        register_places()
