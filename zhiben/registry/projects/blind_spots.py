"""监管盲区: projects under construction that nobody competent looks after. One definition for page, figure and mark."""

from datetime import date

from django.db.models import Case, Exists, OuterRef, Q, Value, When

from zhiben.kernel.parameters.by_set import by_places
from zhiben.registry.agencies.public import Grid, agencies_on, certified_officers
from zhiben.registry.projects.models import Project, ProjectGrid, ProjectPost, ProjectQuerySet
from zhiben.registry.projects.terms import UNDER_CONSTRUCTION, Blind

KEY = "projects.required_posts"


def no_agency(on: date) -> Q:
    return ~Q(Exists(agencies_on(on).filter(pk=OuterRef("agency_id"))))


def no_officer(on: date) -> Q:
    return ~Q(Exists(certified_officers(on).filter(agency_id=OuterRef("agency_id"))))


def several_agencies() -> Q:
    """The same 项目编码 or 施工许可证号, or the same name in the same county, is also run by another agency."""
    others = Project.objects.filter(status__in=UNDER_CONSTRUCTION).exclude(agency_id=OuterRef("agency_id"))
    same_code = ~Q(project_code="") & Q(Exists(others.filter(project_code=OuterRef("project_code"))))
    place = {"province": OuterRef("province"), "city": OuterRef("city"), "county": OuterRef("county")}
    same_name = Q(Exists(others.filter(name_key=OuterRef("name_key"), **place)))
    return same_code | same_name


def missing_posts(on: date) -> Q:
    """Somebody is missing in a post that the nearest division above requires (``projects.required_posts``)."""
    required = by_places([KEY], on)[KEY]
    lacking = Q(pk__in=[])
    for path, posts in required.items():
        here = Q(place__gte=path, place__lt=f"{path[:-1]}/") if path else Q()
        deeper = Q(pk__in=[])
        for other in required:
            if other != path and other.startswith(path):
                deeper |= Q(place__gte=other, place__lt=f"{other[:-1]}/")
        held = ProjectPost.objects.on(on).filter(project_id=OuterRef("pk"))
        gone = Q(pk__in=[])
        for post in posts:
            gone |= ~Q(Exists(held.filter(post=post)))
        lacking |= here & ~deeper & gone
    return lacking


def lacks(kind: str, on: date) -> Q:
    """What makes a project a blind spot of one kind."""
    if kind == Blind.NO_AGENCY:
        return no_agency(on)
    if kind == Blind.SEVERAL:
        return several_agencies()
    if kind == Blind.NO_OFFICER:
        return ~no_agency(on) & no_officer(on)
    return missing_posts(on)


def blind_spots(rows: ProjectQuerySet, on: date) -> ProjectQuerySet:
    """Those of ``rows`` that are under construction and blind, with ``blind`` = the gravest reason."""
    first = Case(*(When(lacks(kind, on), then=Value(kind.value)) for kind in Blind), default=Value(""))
    return rows.under_construction(on).annotate(blind=first).exclude(blind="")


def ungridded(rows: ProjectQuerySet, on: date) -> ProjectQuerySet:
    """Those of ``rows`` under construction that stand in no grid though their agency has some."""
    grids = Grid.objects.filter(agency_id=OuterRef("agency_id"), valid_to=None)
    running = rows.under_construction(on).filter(Exists(grids))
    return running.filter(~Exists(ProjectGrid.objects.filter(project_id=OuterRef("pk"), valid_to=None)))
