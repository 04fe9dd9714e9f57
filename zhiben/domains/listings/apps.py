from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "zhiben.domains.listings"
    verbose_name = "挂牌督办"

    def ready(self) -> None:
        from zhiben.domains.listings.policies import may_see_listing, may_see_progress
        from zhiben.domains.listings.search import LISTINGS
        from zhiben.domains.listings.standing import ended, standing_of
        from zhiben.domains.listings.web.places import register_places
        from zhiben.domains.listings.workflow import FLOWS
        from zhiben.kernel.evidence.owners import register_owner
        from zhiben.kernel.papers.kinds import PaperKind, register_paper_kind
        from zhiben.kernel.search.sources import register_source
        from zhiben.kernel.workflow.registry import register

        register(*FLOWS)
        register_owner("listing", may_see_listing)
        register_owner("listing.progress", may_see_progress)
        register_paper_kind("listing", PaperKind(standing=standing_of, ended=ended))
        register_places()
        register_source(LISTINGS)
