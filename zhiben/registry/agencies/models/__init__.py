"""Tables of divisions, agencies, their people and their grids."""

from zhiben.registry.agencies.models.agencies import Agency, Department, Division, DivisionQuerySet, Officer
from zhiben.registry.agencies.models.grids import Grid, GridOfficer

__all__ = ["Agency", "Department", "Division", "DivisionQuerySet", "Grid", "GridOfficer", "Officer"]
