from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "zhiben.kernel.audit"
    verbose_name = "审计"
