from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PapersConfig(AppConfig):
    name = "zhiben.kernel.papers"
    label = "papers"
    verbose_name = "台账导入导出"

    def ready(self) -> None:
        """Every package's ``ledgers`` declares its own; this one only asks them to."""
        from zhiben.kernel.audit.checks import register_check
        from zhiben.kernel.papers.tampering import changed_papers
        from zhiben.kernel.papers.web.places import register_places

        register_check("制发文书", changed_papers)
        autodiscover_modules("ledgers")
        register_places()
