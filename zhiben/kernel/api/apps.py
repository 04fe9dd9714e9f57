from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "zhiben.kernel.api"
    verbose_name = "开放接口"
