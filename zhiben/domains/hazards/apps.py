from django.apps import AppConfig


class HazardsConfig(AppConfig):
    name = "zhiben.domains.hazards"
    verbose_name = "隐患与文书"
