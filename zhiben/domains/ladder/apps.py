from django.apps import AppConfig


class LadderConfig(AppConfig):
    name = "zhiben.domains.ladder"
    verbose_name = "督办阶梯"
