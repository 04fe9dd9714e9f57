from django.apps import AppConfig


class CriteriaConfig(AppConfig):
    name = "zhiben.domains.criteria"
    verbose_name = "判定标准"
