from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "zhiben.registry.enterprises"
    verbose_name = "企业"
