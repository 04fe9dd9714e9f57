from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class IndicatorsConfig(AppConfig):
    name = "zhiben.kernel.indicators"
    verbose_name = "指标"

    def ready(self) -> None:
        """Every package declares its indicators in a module of that name."""
        autodiscover_modules("indicators")
