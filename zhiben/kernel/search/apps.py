from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "zhiben.kernel.search"
    label = "search"
    verbose_name = "全局搜索"
