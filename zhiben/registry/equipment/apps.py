from django.apps import AppConfig


class EquipmentConfig(AppConfig):
    name = "zhiben.registry.equipment"
    verbose_name = "设备"

    def ready(self) -> None:
        from zhiben.kernel.marks.subjects import Subject
        from zhiben.kernel.records.public import register_record_kind
        from zhiben.kernel.search.sources import register_source
        from zhiben.kernel.ui.marking import show_marks
        from zhiben.registry.equipment import records
        from zhiben.registry.equipment.models import Equipment
        from zhiben.registry.equipment.search import EQUIPMENT
        from zhiben.registry.equipment.web.panels import register_places

        visible = Equipment.objects.visible_to
        show_marks(
            Subject(kind="equipment", label="起重机械", visible=visible, title="model", page_url="equipment:page")
        )
        register_places()
        register_source(EQUIPMENT)
        register_record_kind(records.EQUIPMENT)
