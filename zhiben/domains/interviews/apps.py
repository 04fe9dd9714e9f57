from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "zhiben.domains.interviews"
    verbose_name = "约谈"
