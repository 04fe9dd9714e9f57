from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "zhiben.domains.insight"
    verbose_name = "全国库与研判"

    def ready(self) -> None:
        from zhiben.domains.insight.web.places import register_places

        register_places()
