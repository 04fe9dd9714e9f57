from django.apps import AppConfig


class StandingConfig(AppConfig):
    name = "zhiben.domains.standing"
    verbose_name = "资格限制"

    def ready(self) -> None:
        from zhiben.domains.standing.places import register_places
        from zhiben.domains.standing.workflow import FINDING_FLOW
        from zhiben.kernel.workflow.registry import register

        register(FINDING_FLOW)
        register_places()
