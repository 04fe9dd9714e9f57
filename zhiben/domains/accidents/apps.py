from django.apps import AppConfig


class AccidentsConfig(AppConfig):
    name = "zhiben.domains.accidents"
    verbose_name = "事故与倒查"
