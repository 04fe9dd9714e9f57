from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "zhiben.kernel.notifications"
    verbose_name = "消息"
