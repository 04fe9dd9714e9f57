"""Front door of divisions and agencies."""

from zhiben.registry.agencies.loading import load_divisions, paths_by_code
from zhiben.registry.agencies.paths import code_of, codes_on
from zhiben.registry.agencies.picker import DivisionPicker
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
    names_of,
    officer_of_user,
    officers_of,
    officers_within,
)
from zhiben.registry.agencies.services import (
    add_agency,
    add_department,
    add_officer,
    add_zone,
    describe_agency,
    end_officer,
    replace_division,
    set_sign_rules,
)

__all__ = [
    "DivisionPicker", "add_agency", "add_department", "add_officer", "add_zone", "agencies_below", "agencies_for",
    "agencies_named", "agencies_on", "agency", "agency_above", "agency_for", "agency_names", "certified_officers",
    "children_of", "code_of", "codes_on", "current_division", "describe_agency", "division", "division_by_name",
    "divisions_by_name", "divisions_named_in", "divisions_within", "end_officer", "load_divisions", "names_of",
    "officer_of_user", "officers_of", "officers_within", "paths_by_code", "replace_division", "set_sign_rules",
]  # fmt: skip
