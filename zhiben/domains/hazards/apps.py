from django.apps import AppConfig


class HazardsConfig(AppConfig):
    name = "zhiben.domains.hazards"
    verbose_name = "隐患与文书"

    def ready(self) -> None:
        from zhiben.domains.hazards.workflow import FLOWS
        from zhiben.kernel.workflow.registry import register

        register(*FLOWS)
