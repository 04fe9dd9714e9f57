from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "zhiben.kernel.ui"
    label = "ui"
    verbose_name = "界面"

    def ready(self) -> None:
        from zhiben.kernel.access.terms import REGULATORS
        from zhiben.kernel.ui.cases.addresses import case_address
        from zhiben.kernel.ui.findings.panel import register_finding_panels
        from zhiben.kernel.ui.navigation import nav
        from zhiben.kernel.workflow.telling import use_case_addresses

        use_case_addresses(case_address)
        nav("监管对象", "异常标记", "ui:marks", REGULATORS, 80, icon="flag")
        nav("监管对象", "核查发现", "ui:findings", REGULATORS, 75, icon="list-check")
        register_finding_panels()
