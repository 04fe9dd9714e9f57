"""Addresses of projects."""

from django.urls import path

from zhiben.registry.projects.web import blind_spots, forms, grids, informants
from zhiben.registry.projects.web.force import ForceList
from zhiben.registry.projects.web.grid_officers import OfficerLoadList
from zhiben.registry.projects.web.lists import ProjectList
from zhiben.registry.projects.web.page import page
from zhiben.registry.projects.web.site_workers import SiteWorkerList

app_name = "projects"
urlpatterns = [
    path("workers/", SiteWorkerList.as_view(), name="site_workers"),
    path("informants/", informants.InformantList.as_view(), name="informants"),
    path("informants/offices", informants.OfficeList.as_view(), name="informant_offices"),
    path("informants/new", informants.name, name="name_informant"),
    path("informants/<uuid:informant_id>/", informants.page, name="informant"),
    path("informants/<uuid:informant_id>/relieve", informants.relieve, name="relieve_informant"),
    path("informants/<uuid:informant_id>/report", informants.report, name="report_as_informant"),
    path("blind-spots/", blind_spots.BlindSpotList.as_view(), name="blind_spots"),
    path("projects/<uuid:project_id>/settle", blind_spots.settle, name="settle"),
    path("projects/<uuid:project_id>/grid", grids.move, name="move_grid"),
    path("force/", ForceList.as_view(), name="force"),
    path("grids/", grids.GridList.as_view(), name="grids"),
    path("grids/map", grids.grid_map, name="grid_map"),
    path("grids/officers", OfficerLoadList.as_view(), name="grid_officers"),
    path("grids/new", grids.add, name="add_grid"),
    path("grids/<uuid:grid_id>/", grids.page, name="grid"),
    path("grids/<uuid:grid_id>/change", grids.change, name="change_grid"),
    path("grids/<uuid:grid_id>/end", grids.end, name="end_grid"),
    path("grids/<uuid:grid_id>/officers", grids.officers, name="set_grid_officers"),
    path("projects/", ProjectList.as_view(), name="list"),
    path("projects/new", forms.register, name="register"),
    path("projects/<uuid:project_id>/", page, name="page"),
    path("projects/<uuid:project_id>/change", forms.change, name="change"),
    path("projects/<uuid:project_id>/status", forms.status, name="status"),
    path("projects/<uuid:project_id>/parties", forms.parties, name="parties"),
    path("projects/<uuid:project_id>/posts", forms.posts, name="posts"),
]
