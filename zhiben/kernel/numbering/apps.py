from django.apps import AppConfig


class NumberingConfig(AppConfig):
    name = "zhiben.kernel.numbering"
    verbose_name = "编号"
