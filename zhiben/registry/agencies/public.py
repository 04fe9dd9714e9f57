"""Front door of divisions and agencies."""

from zhiben.registry.agencies.loading import load_divisions, paths_by_code
from zhiben.registry.agencies.models import Agency, Grid, GridOfficer, Officer
from zhiben.registry.agencies.outlines import geojson_of
from zhiben.registry.agencies.paths import code_of, codes_on
from zhiben.registry.agencies.picker import DivisionPicker
from zhiben.registry.agencies.policies import may_keep_grids
from zhiben.registry.agencies.queries import (
    agencies_below,
    agencies_for,
    agencies_named,
    agencies_on,
    agency,
    agency_above,
    agency_for,
    agency_names,
    certified_officers,
    children_of,
    current_division,
    division,
    division_by_name,
    divisions_by_name,
    divisions_named_in,
    divisions_within,
    grid_for,
    in_division,
    names_of,
    officer_of_user,
    officers_of,
    officers_within,
    standing_at,
)
from zhiben.registry.agencies.services import (
    Duty,
    add_agency,
    add_department,
    add_grid,
    add_officer,
    add_zone,
    change_grid,
    describe_agency,
    end_grid,
    end_officer,
    replace_division,
    set_grid_officers,
    set_sign_rules,
)

__all__ = [
    "Agency", "DivisionPicker", "Duty", "Grid", "GridOfficer", "Officer", "add_agency", "add_department", "add_grid", "add_officer",
    "add_zone", "agencies_below", "agencies_for", "agencies_named", "agencies_on", "agency", "agency_above",
    "agency_for", "agency_names", "certified_officers", "change_grid", "children_of", "code_of", "codes_on",
    "current_division", "describe_agency", "division", "division_by_name", "divisions_by_name", "divisions_named_in",
    "divisions_within", "end_grid", "end_officer", "geojson_of", "grid_for", "in_division", "load_divisions", "may_keep_grids",
    "names_of", "officer_of_user", "officers_of", "officers_within", "paths_by_code", "replace_division",
    "set_grid_officers", "set_sign_rules", "standing_at",
]  # fmt: skip
