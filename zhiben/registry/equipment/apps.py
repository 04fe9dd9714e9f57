from django.apps import AppConfig


class EquipmentConfig(AppConfig):
    name = "zhiben.registry.equipment"
    verbose_name = "设备"

    def ready(self) -> None:
        from zhiben.kernel.records.public import register_record_kind
        from zhiben.kernel.search.sources import register_source
        from zhiben.registry.equipment import records
        from zhiben.registry.equipment.search import EQUIPMENT
        from zhiben.registry.equipment.web.panels import register_places

        register_places()
        register_source(EQUIPMENT)
        register_record_kind(records.EQUIPMENT)
