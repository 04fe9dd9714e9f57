from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "zhiben.kernel.ui"
    label = "ui"
    verbose_name = "界面"

    def ready(self) -> None:
        from zhiben.kernel.ui.cases.addresses import case_address
        from zhiben.kernel.workflow.telling import use_case_addresses

        use_case_addresses(case_address)
