from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "zhiben.kernel.papers"
    label = "papers"
    verbose_name = "台账导入导出"
