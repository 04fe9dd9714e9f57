"""All workflows of the program, by code and version. An old version stays until no open case uses it."""

from typing import Any

from zhiben.kernel.workflow.definition import Workflow

_flows: dict[str, dict[int, Workflow[Any]]] = {}


def register(*flows: Workflow[Any]) -> None:
    """Called from each package's ``AppConfig.ready``."""
    for flow in flows:
        versions = _flows.setdefault(flow.code, {})
        if versions.get(flow.version, flow) is not flow:
            raise ValueError(f"workflow {flow.code} version {flow.version} is defined twice")
        versions[flow.version] = flow


def flow(code: str, version: int | None = None) -> Workflow[Any]:
    versions = _flows[code]
    return versions[max(versions) if version is None else version]


def flows() -> list[Workflow[Any]]:
    """The newest version of each, by code."""
    return [flow(code) for code in sorted(_flows)]


def codes_of(model: type[Any]) -> list[str]:
    """Of the flows whose cases are rows of this model, in order."""
    return sorted(code for code, versions in _flows.items() if any(one.model is model for one in versions.values()))
