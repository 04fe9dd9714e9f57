from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "zhiben.kernel.notifications"
    verbose_name = "消息"

    def ready(self) -> None:
        from zhiben.kernel.jobs.beside import run_beside
        from zhiben.kernel.notifications import parameters  # noqa: F401 - declares them
        from zhiben.kernel.notifications.sending import Sender

        run_beside("notifications", Sender)
