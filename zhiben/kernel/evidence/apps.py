from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "zhiben.kernel.evidence"
    verbose_name = "证据材料"
