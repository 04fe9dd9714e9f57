from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "zhiben.registry.people"
    verbose_name = "人员"

    def ready(self) -> None:
        from django.urls import reverse

        from zhiben.kernel.marks.subjects import Subject
        from zhiben.kernel.records.public import register_record_kind
        from zhiben.kernel.search.sources import register_source
        from zhiben.kernel.ui.marking import show_marks
        from zhiben.kernel.ui.navigation import nav
        from zhiben.kernel.ui.overview import Below, register_below
        from zhiben.registry.people import records
        from zhiben.registry.people.models import Person
        from zhiben.registry.people.policies import READERS
        from zhiben.registry.people.search import PEOPLE
        from zhiben.registry.people.web.panels import register_working_panels

        nav("监管对象", "人员", "people:list", READERS, 30, icon="users")
        visible = Person.objects.visible_to
        show_marks(Subject(kind="person", label="人员", visible=visible, page_url="people:page"))
        register_source(PEOPLE)
        register_record_kind(records.PEOPLE)
        register_working_panels()
        register_below(
            "enterprise",
            Below(
                key="people", label="受聘人员", order=20,
                rows=lambda actor, enterprise: Person.objects.visible_to(actor).filter(employer_id=enterprise.pk),
                url=lambda enterprise: f"{reverse('people:list')}?employer={enterprise.pk}",
            ),
        )  # fmt: skip
