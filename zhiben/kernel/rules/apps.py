from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RulesConfig(AppConfig):
    name = "zhiben.kernel.rules"
    verbose_name = "规则"

    def ready(self) -> None:
        """Every package declares its rules in a module of that name."""
        from zhiben.kernel.jobs.beside import run_beside
        from zhiben.kernel.rules.rechecking import Rechecker

        autodiscover_modules("rules")
        run_beside("rules", Rechecker)
