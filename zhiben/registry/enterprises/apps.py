from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "zhiben.registry.enterprises"
    verbose_name = "企业"

    def ready(self) -> None:
        from zhiben.kernel.ui.navigation import nav
        from zhiben.registry.enterprises.web.lists import READERS

        nav("监管对象", "企业", "enterprises:list", READERS, 20, icon="building")
