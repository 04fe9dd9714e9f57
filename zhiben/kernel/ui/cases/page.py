"""The page of a case, and the form of each of its verbs, generated from the workflow's table."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.ui.cases.addresses import case_url, register_case_page, urge_url, verb_url
from zhiben.kernel.ui.cases.parts import Parts, Verb, card_sets, may_compare
from zhiben.kernel.ui.cases.timeline import read_timeline
from zhiben.kernel.ui.cases.urging import URGERS, answer_urge, urge_verbs
from zhiben.kernel.ui.cases.verb import answer_verb
from zhiben.kernel.ui.doors import View, open_to
from zhiben.kernel.ui.due import due_words
from zhiben.kernel.ui.panels import panels_of, there_for, verbs_of
from zhiben.kernel.ui.photos import read_cards
from zhiben.kernel.workflow.definition import Input, Transition, Workflow
from zhiben.kernel.workflow.engine import fire, permitted
from zhiben.kernel.workflow.models import Case
from zhiben.kernel.workflow.queries import (
    CLOCK_CHANGES,
    IN_HAND,
    URGES,
    about_case,
    clock_changes_of,
    history_of,
    urges_of,
)
from zhiben.kernel.workflow.registry import flow as flow_of

C = TypeVar("C", bound=Case)
case_pages: dict[str, type["CasePage[Any]"]] = {}


class CasePage(Generic[C]):
    """Declare ``flow_code`` and ``roles``, say what is known in ``parts``; mount ``urls(prefix, namespace)``.

    A verb is done by ``handle``, by default ``fire``; a domain whose verb does more calls its own service there.
    """

    flow_code: ClassVar[str]
    roles: ClassVar[frozenset[Role]]
    tones: ClassVar[Mapping[str, str]] = {}
    crumbs: ClassVar[Sequence[tuple[str, str]]] = (("首页", "/home"),)
    template: ClassVar[str] = "ui/case.html"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "flow_code" in cls.__dict__:
            case_pages[cls.flow_code] = cls

    def flow(self, case: C) -> Workflow[C]:
        return flow_of(self.flow_code, case.flow_version)

    def find(self, actor: Actor, case_id: UUID) -> C:
        """The case, when this actor may see it. Raises NotVisible."""
        rows: Any = flow_of(self.flow_code).model._default_manager
        case: C | None = self.related(rows.visible_to(actor)).filter(pk=case_id).first()
        if case is None:
            raise NotVisible()
        return case

    def related(self, rows: Any) -> Any:
        """Bring along what ``parts`` reads."""
        return rows

    def parts(self, case: C, actor: Actor, at: datetime) -> Parts:
        raise NotImplementedError

    def words(self, case: C, moves: Sequence[Any]) -> Mapping[str, str]:
        """Names for codes in the history that only the domain knows: clauses, officers."""
        return {}

    def initials(self, case: C, action: str, actor: Actor, at: datetime) -> Mapping[str, Any]:
        """What the platform already knows about a verb's inputs, beyond ``Input.initial``."""
        return {}

    def inputs(self, case: C, row: Transition[C], actor: Actor) -> Sequence[Input]:
        """The inputs to ask for: those of the row, less what the handler fills in itself."""
        return row.inputs

    def lead(self, case: C, action: str) -> str:
        """The sentence above a verb's form: on what one is acting."""
        return f"{case.title}　{case.where_name}"

    def handle(
        self, *, actor: Actor, case: C, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None:
        fire(self.flow(case), case.pk, action, actor=actor, at=at, on_behalf_of=on_behalf_of, **inputs)

    @classmethod
    def urls(cls, prefix: str, namespace: str) -> list[URLPattern]:
        """``prefix`` "hazards/", ``namespace`` "hazards:hazard": pages hazards:hazard-page and hazards:hazard-verb."""
        register_case_page(cls.flow_code, namespace)
        name = namespace.rpartition(":")[2]
        return [
            path(f"{prefix}<uuid:case_id>/", cls._page_view(), name=f"{name}-page"),
            path(f"{prefix}<uuid:case_id>/do/<slug:action>/", cls._verb_view(), name=f"{name}-verb"),
            path(f"{prefix}<uuid:case_id>/urge/", cls._urge_view(), name=f"{name}-urge"),
        ]

    @classmethod
    def _page_view(cls) -> View:
        @open_to(cls.roles)
        def view(request: HttpRequest, case_id: UUID) -> HttpResponse:
            page, actor = cls(), actor_of(request)
            case = page.find(actor, case_id)
            at = now()
            context = page.context(case, actor, at)
            context["panels"] = panels_of(cls.flow_code, case, request, actor, at, context["there"])
            return render(request, cls.template, context)

        view.case_page = cls  # type: ignore[attr-defined]
        return view

    @classmethod
    def _verb_view(cls) -> View:
        @open_to(cls.roles)
        def view(request: HttpRequest, case_id: UUID, action: str) -> HttpResponse:
            page, actor = cls(), actor_of(request)
            return answer_verb(page, page.find(actor, case_id), action, request, actor, now())

        return view

    @classmethod
    def _urge_view(cls) -> View:
        @open_to(cls.roles & URGERS)
        def view(request: HttpRequest, case_id: UUID) -> HttpResponse:
            page, actor = cls(), actor_of(request)
            case = page.find(actor, case_id)
            return answer_urge(page.flow(case), case, request, actor, case_url(cls.flow_code, case_id))

        return view

    def context(self, case: C, actor: Actor, at: datetime) -> dict[str, Any]:
        flow = self.flow(case)
        there = there_for(self.flow_code, case, actor, about_case(case.pk))
        parts = self.parts(case, actor, at)
        parts.there = there
        moves = history_of(case.pk)
        files = [one.file for group in parts.photos for one in group.photos]
        cards = read_cards(files, actor=actor, at=at, path=case.place, site=parts.site)
        photos = card_sets(parts.photos, cards)
        return {
            "case": case,
            "kind": flow.label,
            "state": flow.states[case.state],
            "tone": self.tones.get(case.state, ""),
            "due": due_words(case.due_at, at),
            "parts": parts,
            "facts": [fact for fact in parts.facts if fact.value not in (None, "")],
            "photos": [group for group in photos if group.cards],
            "compare": may_compare(photos),
            "there": there,
            "verbs": self.verbs(case, actor, parts),
            "steps": read_timeline(
                flow, moves, self.words(case, moves), clock_changes_of(case.pk) if there.has(CLOCK_CHANGES) else ()
            ),
            "provisional": bool(case.due_at and (case.due_rule or {}).get("provisional")),
            "urges": urges_of(case.pk) if there.has(URGES) else [],
            "crumbs": [*self.crumbs, (case.title[:24], "")],
            "me": case_url(self.flow_code, case.pk),
            **parts.more,
        }

    def verbs(self, case: C, actor: Actor, parts: Parts) -> list[Verb]:
        """Primary first, dangerous last, and only one that stands out."""
        rows = permitted(self.flow(case), case, actor)
        mine = [Verb(row.label, verb_url(self.flow_code, case.pk, row.action), row.style) for row in rows]
        rank = {"primary": 0, "plain": 1, "danger": 2}
        others = [Verb(*verb) for verb in verbs_of(self.flow_code, case, actor, parts.there)]
        others += urge_verbs(case, actor, urge_url(self.flow_code, case.pk), in_hand=parts.there.has(IN_HAND))
        found = sorted([*mine, *parts.extra_verbs, *others], key=lambda verb: rank[verb.style])
        rest = [replace(verb, style="plain") if verb.style == "primary" else verb for verb in found[1:]]
        return [*found[:1], *rest]
