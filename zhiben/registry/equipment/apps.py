from django.apps import AppConfig


class EquipmentConfig(AppConfig):
    name = "zhiben.registry.equipment"
    verbose_name = "设备"
