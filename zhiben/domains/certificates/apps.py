from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "zhiben.domains.certificates"
    verbose_name = "证照"

    def ready(self) -> None:
        from zhiben.domains.certificates.policies import may_see_certificate, may_see_request
        from zhiben.domains.certificates.queries import certificates
        from zhiben.domains.certificates.search import CERTIFICATES
        from zhiben.domains.certificates.services.check_seals import changed_checks
        from zhiben.domains.certificates.services.face_merging import settle_faces
        from zhiben.domains.certificates.standing import ended, standing_of
        from zhiben.domains.certificates.web.onsite import register_onsite
        from zhiben.domains.certificates.web.places import register_places
        from zhiben.domains.certificates.workflow import FLOWS
        from zhiben.kernel.audit.checks import register_check
        from zhiben.kernel.evidence.owners import register_owner
        from zhiben.kernel.marks.subjects import Subject
        from zhiben.kernel.papers.kinds import PaperKind, register_paper_kind
        from zhiben.kernel.records.public import register_merge_step
        from zhiben.kernel.search.sources import register_source
        from zhiben.kernel.ui.marking import show_marks
        from zhiben.kernel.workflow.registry import register

        register(*FLOWS)
        register_merge_step("person", settle_faces)
        register_paper_kind("certificate:decision", PaperKind(standing=standing_of, ended=ended))
        register_check("现场验真", changed_checks)
        register_source(CERTIFICATES)
        register_places()
        register_onsite()
        register_owner("certificate", may_see_certificate)
        register_owner("certificate.request", may_see_request)
        show_marks(
            Subject(
                kind="certificate", label="证照", visible=certificates, title="title",
                page_url="certificates:certificate-page",
            )
        )  # fmt: skip
