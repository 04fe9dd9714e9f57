from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "zhiben.registry.agencies"
    verbose_name = "机构与区划"

    def ready(self) -> None:
        from zhiben.kernel.papers.kinds import register_contact
        from zhiben.kernel.search.sources import register_source
        from zhiben.registry.agencies.places import register_places
        from zhiben.registry.agencies.queries import agency
        from zhiben.registry.agencies.search import AGENCIES

        register_contact(lambda agency_id: agency(agency_id).phone)

        register_places()
        register_source(AGENCIES)
