from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "zhiben.kernel.access"
    verbose_name = "账号与权限"

    def ready(self) -> None:
        from zhiben.kernel.access.bounds import announce_bounds
        from zhiben.kernel.base.postgres.base import on_begin

        if announce_bounds not in on_begin:
            on_begin.append(announce_bounds)
