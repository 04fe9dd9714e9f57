from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "zhiben.registry.projects"
    verbose_name = "工程项目"
