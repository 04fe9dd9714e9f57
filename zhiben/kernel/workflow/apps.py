from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "zhiben.kernel.workflow"
    verbose_name = "办理流程"
