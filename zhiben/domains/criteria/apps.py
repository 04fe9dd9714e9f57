from django.apps import AppConfig


class CriteriaConfig(AppConfig):
    name = "zhiben.domains.criteria"
    verbose_name = "判定标准"

    def ready(self) -> None:
        from zhiben.domains.criteria.search import CLAUSES
        from zhiben.kernel.search.sources import register_source
        from zhiben.kernel.ui.doors import EVERYBODY_SIGNED_IN
        from zhiben.kernel.ui.navigation import nav

        nav("隐患治理", "判定标准库", "criteria:library", EVERYBODY_SIGNED_IN, 80, icon="book-2")
        register_source(CLAUSES)
