from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "zhiben.registry.projects"
    verbose_name = "工程项目"

    def ready(self) -> None:
        from zhiben.kernel.records.public import register_record_kind
        from zhiben.kernel.search.sources import register_source
        from zhiben.registry.projects import records
        from zhiben.registry.projects.search import PROJECTS
        from zhiben.registry.projects.web.panels import register_places

        register_places()
        register_source(PROJECTS)
        register_record_kind(records.PROJECTS)
