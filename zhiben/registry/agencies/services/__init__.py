"""Verbs on divisions, agencies, their people and their grids."""

from zhiben.registry.agencies.services.agencies import (
    add_agency,
    add_department,
    add_officer,
    add_zone,
    describe_agency,
    end_officer,
    replace_division,
    set_sign_rules,
)
from zhiben.registry.agencies.services.grids import Duty, add_grid, change_grid, end_grid, set_grid_officers

__all__ = [
    "Duty", "add_agency", "add_department", "add_grid", "add_officer", "add_zone", "change_grid", "describe_agency",
    "end_grid", "end_officer", "replace_division", "set_grid_officers", "set_sign_rules",
]  # fmt: skip
