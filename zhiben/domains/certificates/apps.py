from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "zhiben.domains.certificates"
    verbose_name = "证照"
