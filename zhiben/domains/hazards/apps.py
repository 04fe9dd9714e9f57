from django.apps import AppConfig


class HazardsConfig(AppConfig):
    name = "zhiben.domains.hazards"
    verbose_name = "隐患与文书"

    def ready(self) -> None:
        from zhiben.domains.hazards import policies
        from zhiben.domains.hazards.search import HAZARDS, NOTICES
        from zhiben.domains.hazards.web.link.kinds import register_papers
        from zhiben.domains.hazards.web.loads import register_loads
        from zhiben.domains.hazards.web.photos import tell_hazard_photos
        from zhiben.domains.hazards.web.places import register_places
        from zhiben.domains.hazards.workflow import FLOWS
        from zhiben.kernel.evidence.owners import register_owner
        from zhiben.kernel.search.sources import register_source
        from zhiben.kernel.workflow.registry import register

        register(*FLOWS)
        for kind, may_see in policies.OWNERS.items():
            register_owner(kind, may_see)
        register_owner("hazard", policies.may_see_hazard, tell_hazard_photos)
        register_places()
        register_papers()
        register_loads()
        register_source(HAZARDS)
        register_source(NOTICES)
