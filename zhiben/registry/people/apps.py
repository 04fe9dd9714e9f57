from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "zhiben.registry.people"
    verbose_name = "人员"
