from django.apps import AppConfig


class AccidentsConfig(AppConfig):
    name = "zhiben.domains.accidents"
    verbose_name = "事故险情与责任倒查"

    def ready(self) -> None:
        from zhiben.domains.accidents.policies import may_see_incident, may_see_trace
        from zhiben.domains.accidents.search import INCIDENTS, TRACES
        from zhiben.domains.accidents.web.places import register_places
        from zhiben.domains.accidents.workflow import FLOWS
        from zhiben.kernel.evidence.owners import register_owner
        from zhiben.kernel.search.sources import register_source
        from zhiben.kernel.workflow.registry import register

        register(*FLOWS)
        register_owner("incident", may_see_incident)
        register_owner("trace", may_see_trace)
        register_places()
        register_source(INCIDENTS)
        register_source(TRACES)
