from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "zhiben.domains.interviews"
    verbose_name = "约谈"

    def ready(self) -> None:
        from zhiben.domains.interviews.policies import may_see_commitment, may_see_interview
        from zhiben.domains.interviews.search import INTERVIEWS
        from zhiben.domains.interviews.standing import standing_of
        from zhiben.domains.interviews.web.places import register_places
        from zhiben.domains.interviews.workflow import FLOWS
        from zhiben.kernel.evidence.owners import register_owner
        from zhiben.kernel.papers.kinds import PaperKind, register_paper_kind
        from zhiben.kernel.search.sources import register_source
        from zhiben.kernel.workflow.registry import register

        register(*FLOWS)
        register_owner("interview", may_see_interview)
        register_owner("interview.commitment", may_see_commitment)
        register_paper_kind("interview", PaperKind(standing=standing_of))
        register_places()
        register_source(INTERVIEWS)
