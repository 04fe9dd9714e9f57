from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ParametersConfig(AppConfig):
    name = "zhiben.kernel.parameters"
    verbose_name = "参数"

    def ready(self) -> None:
        """Every package declares its parameters in a module of that name."""
        autodiscover_modules("parameters")
