from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "zhiben.domains.insight"
    verbose_name = "全国库与研判"
