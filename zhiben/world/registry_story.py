"""What the people of the offices did with the registers: records put right, certificates decided on, sites visited."""

from datetime import datetime

from zhiben.world.certificate_story import CertificateTale, tell_carrying
from zhiben.world.chronicle import entered_at_once
from zhiben.world.desks import Desks
from zhiben.world.drawing import Chance
from zhiben.world.office_story import read_old_news
from zhiben.world.record_story import tell_records
from zhiben.world.registers import Registers
from zhiben.world.visit_story import tell_visits


def tell_registry(registers: Registers, chance: Chance, at: datetime) -> None:
    """After the registers and the certificates, with a chance of its own: nothing told before depends on it."""
    desks = Desks(at)
    with entered_at_once():
        tell_records(registers, chance, desks)
        CertificateTale(registers, desks).tell()
        tell_visits(registers, chance, desks)
    tell_carrying(chance, desks)
    read_old_news(at)
