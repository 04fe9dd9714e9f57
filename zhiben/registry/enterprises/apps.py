from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "zhiben.registry.enterprises"
    verbose_name = "企业"

    def ready(self) -> None:
        from zhiben.kernel.marks.subjects import Subject
        from zhiben.kernel.records.public import register_record_kind
        from zhiben.kernel.search.sources import register_source
        from zhiben.kernel.ui.marking import show_marks
        from zhiben.kernel.ui.navigation import nav
        from zhiben.registry.enterprises import records
        from zhiben.registry.enterprises.models import Enterprise
        from zhiben.registry.enterprises.search import ENTERPRISES
        from zhiben.registry.enterprises.web.lists import READERS

        nav("监管对象", "企业", "enterprises:list", READERS, 20, icon="building")
        visible = Enterprise.objects.visible_to
        show_marks(Subject(kind="enterprise", label="企业", visible=visible, page_url="enterprises:page"))
        register_source(ENTERPRISES)
        register_record_kind(records.ENTERPRISES)
