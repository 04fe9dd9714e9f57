from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "zhiben.registry.agencies"
    verbose_name = "机构与区划"
