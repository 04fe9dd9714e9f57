from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "zhiben.domains.campaigns"
    verbose_name = "专项行动与报表"

    def ready(self) -> None:
        from zhiben.domains.campaigns.web.places import register_places

        register_places()
