from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "zhiben.kernel.rules"
    verbose_name = "规则"
