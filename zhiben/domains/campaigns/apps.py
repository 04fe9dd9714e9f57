from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "zhiben.domains.campaigns"
    verbose_name = "专项行动与报表"

    def ready(self) -> None:
        from zhiben.domains.campaigns.policies import may_see_report
        from zhiben.domains.campaigns.web.desk import register_desk
        from zhiben.domains.campaigns.web.places import register_places
        from zhiben.domains.campaigns.workflow import REPORT_FLOW
        from zhiben.kernel.evidence.owners import register_owner
        from zhiben.kernel.workflow.registry import register

        register(REPORT_FLOW)
        register_owner("report", may_see_report)
        register_places()
        register_desk()
