from django.apps import AppConfig


class MarksConfig(AppConfig):
    name = "zhiben.kernel.marks"
    label = "marks"
    verbose_name = "异常标记"
