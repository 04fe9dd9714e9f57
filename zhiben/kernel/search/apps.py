from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "zhiben.kernel.search"
    verbose_name = "检索"

    def ready(self) -> None:
        from zhiben.kernel.jobs.beside import run_beside
        from zhiben.kernel.search.keeping import Keeper

        run_beside("search", Keeper)
