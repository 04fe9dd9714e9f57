"""Shapes of machines and of where they stand on the wire."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from zhiben.kernel.api.paging import PageQuery
from zhiben.registry.equipment.terms import EquipmentKind, EquipmentRole, Job, StandStatus


class EquipmentOut(Schema):
    id: UUID
    kind: EquipmentKind
    model: str
    serial: str = Field(description="出厂编号")
    maker: str
    made_on: date | None
    rated_moment: Decimal | None = Field(description="额定起重力矩（kN·m）")
    owner_id: UUID | None
    owner_name: str
    filing_no: str = Field(description="产权备案编号")
    filing_agency_name: str
    filing_on: date | None
    iot_no: str = Field(description="监测设备编号")
    scrapped_on: date | None
    state: str = Field(description="在场、已备案、未备案、报废")
    where: str = Field(description="所在工程；看不到的工程写作“其他工程”")
    doubtful: bool

    @staticmethod
    def resolve_owner_name(machine: Any) -> str:
        return str(machine.owner.name) if machine.owner else ""


class EquipmentPartyOut(Schema):
    enterprise_id: UUID
    name: str
    role: EquipmentRole
    valid_from: date
    valid_to: date | None

    @staticmethod
    def resolve_name(party: Any) -> str:
        return str(party.enterprise.name)


class OperatorOut(Schema):
    id: UUID
    person_id: UUID
    name: str
    job: Job
    cert_no: str
    valid_from: date
    valid_to: date | None

    @staticmethod
    def resolve_name(operator: Any) -> str:
        return str(operator.person.name)


class StandOut(Schema):
    id: UUID
    equipment_id: UUID
    equipment_name: str
    project_id: UUID
    project_name: str
    valid_from: date = Field(description="进场")
    valid_to: date | None = Field(description="退场；空为在场")
    status: StandStatus
    user_unit_id: UUID | None
    user_unit_name: str
    installer_id: UUID | None
    installer_name: str
    installer_grade: str
    notified_on: date | None
    installed_on: date | None
    inspect_org: str
    inspect_no: str
    inspected_on: date | None
    inspect_due_on: date | None
    accepted_on: date | None
    height_m: Decimal | None
    ties: int | None
    safety_device_no: str
    safety_device_due_on: date | None
    reg_no: str
    registered_on: date | None
    maintained_on: date | None
    plan_dismantle_on: date | None
    dismantled_on: date | None
    reminders: list[str] = Field(description="检测过期、标定临期、逾期未登记等")

    @staticmethod
    def resolve_equipment_name(stand: Any) -> str:
        return str(stand.equipment)

    @staticmethod
    def resolve_project_name(stand: Any) -> str:
        return str(stand.project.name)

    @staticmethod
    def resolve_user_unit_name(stand: Any) -> str:
        return str(stand.user_unit.name) if stand.user_unit else ""

    @staticmethod
    def resolve_installer_name(stand: Any) -> str:
        return str(stand.installer.name) if stand.installer else ""


class StandDetail(StandOut):
    operators: list[OperatorOut] = Field(description="现在的操作人员")

    @staticmethod
    def resolve_operators(stand: Any) -> list[Any]:
        return list(stand.operator_rows)


class EquipmentDetail(EquipmentOut):
    remark: str
    doubts: list[str]
    aged: bool = Field(description="超过年限，须评估")
    elsewhere: int = Field(description="还在几个看不到的工程上")
    parties: list[EquipmentPartyOut]
    stands: list[StandDetail] = Field(description="调用者看得到的工程上的，在场的在前")

    @staticmethod
    def resolve_parties(machine: Any) -> list[Any]:
        return list(machine.party_rows)

    @staticmethod
    def resolve_stands(machine: Any) -> list[Any]:
        return list(machine.stand_rows)


class EquipmentQuery(PageQuery):
    q: str = Field("", max_length=100, description="备案编号、出厂编号、型号的开头，或制造单位的一部分")
    kind: EquipmentKind | None = None
    state: Literal["", "standing", "stored", "unfiled", "scrapped"] = Field(
        "", description="在场、已备案未使用、未备案、报废"
    )
    owner: UUID | None = None
    aged: bool = Field(False, description="只要超过年限须评估的")
    doubtful: bool = Field(False, description="只要存疑的")


class StandQuery(PageQuery):
    project: UUID | None = None
    equipment: UUID | None = None
    status: StandStatus | None = None
    kind: EquipmentKind | None = None
    division: str = Field("", pattern=r"^(\d{6})?$", description="行政区划代码")
    inspection_due: bool = Field(False, description="检测已到期或临期")
    device_due: bool = Field(False, description="防坠安全器标定已到期或临期")
    unregistered: bool = Field(False, description="验收后逾期未登记")
    past: bool = Field(False, description="连同已经退场的")


class EquipmentIn(Schema):
    kind: EquipmentKind
    model: str = Field("", max_length=100)
    serial: str = Field("", max_length=64)
    maker: str = Field("", max_length=200)
    made_on: date | None = None
    rated_moment: Decimal | None = Field(None, ge=0, max_digits=10, decimal_places=2)
    owner_id: UUID | None = None
    filing_no: str = Field("", max_length=64)
    filing_agency_name: str = Field("", max_length=100)
    filing_on: date | None = None
    iot_no: str = Field("", max_length=64)
    remark: str = Field("", max_length=300)


class StandFactsIn(Schema):
    user_unit_id: UUID | None = None
    installer_id: UUID | None = None
    installer_grade: str = Field("", max_length=200)
    notified_on: date | None = None
    installed_on: date | None = None
    inspect_org: str = Field("", max_length=200)
    inspect_no: str = Field("", max_length=64)
    inspected_on: date | None = None
    inspect_due_on: date | None = None
    accepted_on: date | None = None
    height_m: Decimal | None = Field(None, ge=0, max_digits=7, decimal_places=2)
    ties: int | None = Field(None, ge=0, le=1000)
    safety_device_no: str = Field("", max_length=64)
    safety_device_due_on: date | None = None
    reg_no: str = Field("", max_length=64)
    registered_on: date | None = None
    maintained_on: date | None = None
    plan_dismantle_on: date | None = None


class StandIn(StandFactsIn):
    project_id: UUID
    on: date = Field(description="进场日期")
    status: StandStatus = StandStatus.NOTIFIED


class StandChangeIn(StandFactsIn):
    """Only what is given changes."""

    status: StandStatus | None = Field(None, description="下一步；拆卸另有地址")


class EndIn(Schema):
    on: date


class ScrapIn(EndIn):
    reason: str = Field(max_length=300)


class OperatorIn(EndIn):
    person_id: UUID
    job: Job
    cert_no: str = Field("", max_length=64)


class EquipmentPartyIn(EndIn):
    enterprise_id: UUID
    role: Literal["owner", "maintainer"] = Field(description="owner 产权单位、maintainer 维保单位")
