from django.apps import AppConfig


class LadderConfig(AppConfig):
    name = "zhiben.domains.ladder"
    verbose_name = "督办阶梯"

    def ready(self) -> None:
        from zhiben.domains.ladder.kinds import register_desk
        from zhiben.domains.ladder.policies import may_see_order
        from zhiben.domains.ladder.search import ORDERS
        from zhiben.domains.ladder.standing import standing_of
        from zhiben.domains.ladder.web.places import register_places
        from zhiben.domains.ladder.workflow import ORDER_FLOW
        from zhiben.kernel.evidence.owners import register_owner
        from zhiben.kernel.papers.kinds import PaperKind, register_paper_kind
        from zhiben.kernel.search.sources import register_source
        from zhiben.kernel.workflow.registry import register

        register(ORDER_FLOW)
        register_owner("ladder.order", may_see_order)
        register_paper_kind(ORDER_FLOW.code, PaperKind(standing=standing_of))
        register_desk()
        register_places()
        register_source(ORDERS)
