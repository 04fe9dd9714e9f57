"""Certificates in a million: who holds them, from when until when, and the codes signed for those issued here."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any, Final, NamedTuple, cast

from zhiben.domains.certificates.classes import class_name
from zhiben.domains.certificates.models import Certificate, Proof
from zhiben.domains.certificates.numbers import number_key
from zhiben.domains.certificates.proofs.claims import claims_of
from zhiben.domains.certificates.proofs.lists import place_of
from zhiben.domains.certificates.terms import CertificateKind, ProofStatus
from zhiben.kernel.crypto.cose import sign_code
from zhiben.kernel.crypto.signing import Signer, current_signer
from zhiben.world.bulk.days import DAY, day_at, number_of, office, uid
from zhiben.world.bulk.net import Authority, Net
from zhiben.world.bulk.sheets import NULL, Pile
from zhiben.world.bulk.ways import DECISIONS, HOLDING, codes_before, codes_of, story, way_of

YEARS: Final = {"enterprise_license": 3, "safety_manager": 3, "special_worker": 2, "constructor": 3}
LABELS: Final = {kind.value: kind.label for kind in CertificateKind}
EXPIRING: Final = 0.09  # of those in force: about to end
LISTED: Final = {"old": ProofStatus.ENDED, "cancelled": ProofStatus.ENDED, "revoked": ProofStatus.ENDED,
                 "suspended": ProofStatus.SUSPENDED}  # fmt: skip


class Holder(NamedTuple):
    """Whose it is: columns of the certificate by name, how it is called, the code of its division, the employer."""

    name: str
    columns: Mapping[str, str]
    home: str
    unit: str = ""
    unit_id: str = NULL
    where: str = ""


class Paper(NamedTuple):
    kind: str
    code: str
    number: str
    holder: Holder
    issuer: Authority


class Term(NamedTuple):
    """Numbers of days: from, until when; when something was decided, and when that was over."""

    begun: int
    until: int | None
    then: int
    later: int = 0


class Shown(NamedTuple):
    """A certificate as its code shows it."""

    kind: str
    class_name: str
    number: str
    holder_name: str
    employer_name: str
    issuer_name: str
    valid_from: date | None
    valid_to: date | None
    class_code: str = ""


class Drawer:
    """Writes the certificates of one piece of work."""

    def __init__(self, net: Net, pile: Pile, chance: Random) -> None:
        self.net, self.pile, self.chance = net, pile, chance
        self.signer: Signer = current_signer()
        self._old: tuple[Paper, dict[str, str], Term] | None = None

    def write(self, number: int, paper: Paper) -> None:
        """What is held for a term, on its own way; ``number`` is its place in the whole world."""
        way = way_of(number)
        if way == "new" and self._old:
            self._exchange(number, *self._old)
            return
        term = self.term(paper.kind, way)
        blanks = self.blanks(paper, way, term)
        self._old = (paper, blanks, term) if way == "old" else None
        self.finish(codes_before(number), paper, way, blanks)

    def _exchange(self, number: int, old: Paper, before: Mapping[str, str], term: Term) -> None:
        """The new one for the old one, of the same holder, issued in the moment in which the old one ended."""
        paper = old._replace(number=self.net.numbers(old.kind, old.holder.home, old.code, number))
        again = Term(term.then, _moved(term.then, YEARS[old.kind]) - 1, self.net.today - 1)
        blanks = self.blanks(paper, "new", again) | {"at": before["at2"], "replaces": before["id"]}
        self.finish(codes_before(number), paper, "new", blanks)

    def write_plain(self, number: int, paper: Paper, term: Term | None = None, *, gone: bool = False) -> str:
        """What nobody has decided anything about: taken over, or issued here. Returns its number."""
        way = way_of(number)
        way = "gone" if gone else "issued" if codes_of(way) else "ledger"
        blanks = self.blanks(paper, way, term or self.term(paper.kind, way))
        self.finish(codes_before(number), paper, way, blanks)
        return blanks["number"]

    def finish(self, codes: int, paper: Paper, way: str, blanks: Mapping[str, str]) -> None:
        """The rows, and the codes: the place of the first one among all codes is given."""
        self.pile.fill(story(way), blanks)
        count = codes_of(way)
        for nth in range(count):
            first = nth == 0 and count > 1
            ordinal = self.net.first_code + codes + nth
            self.pile.add(Proof, self._proof(ordinal, paper, blanks, ProofStatus.REPLACED if first else None, way))

    def term(self, kind: str, way: str) -> Term:
        years, today, draw = YEARS[kind], self.net.today, self.chance.random()
        whole = 365 * years
        if way in DECISIONS:
            back = 200 + int(draw * (whole - 300))
            return self._decided(way, today - back, years)
        if way == "expired":
            back = whole + 2 + int(draw * 300)
        elif draw < EXPIRING:
            back = whole - 1 - int(draw * 1000)
        else:
            back = 30 + int(draw * (whole - 150))
        begun = today - back
        until = _moved(begun, years) - 1
        if way == "extended":
            began = _moved(begun, -years)
            return Term(began, until, begun - 20)
        return Term(begun, until, today - 1 - int(self.chance.random() * min(back - 20, 180)))

    def _decided(self, way: str, begun: int, years: int) -> Term:
        today, draw = self.net.today, self.chance.random()
        then = today - 1 - int(draw * {"suspended": 30, "returned": 1, "cancelled": 150, "revoked": 150}[way])
        if way == "returned":
            then = today - 60 - int(draw * 100)
        return Term(begun, _moved(begun, years) - 1, then, then + 47)

    def blanks(self, paper: Paper, way: str, term: Term) -> dict[str, str]:
        kind, code, number, holder, issuer = paper
        net, days = self.net, self.net.days
        seat, cname = net.seats[holder.home], _class(kind, code)
        at, moment = office(self.chance, term.begun), min(office(self.chance, term.then), net.now - 60)
        later, until = moment + (term.later - term.then) * DAY, moment // DAY + 45
        number = number.replace("{year}", days.words[term.begun][:4])
        if way == "doubtful":
            number = f"{number}-1".replace("（", "").replace("）", "")
        what = LABELS[kind] + (f"（{cname}）" if cname else "")
        return {
            **dict.fromkeys(HOLDING, NULL), **({} if way == "unmatched" else holder.columns),
            "id": uid(self.chance, at), "kind": kind, "class_code": code, "class_name": cname, "number": number,
            "number_key": number_key(number), "electronic": "t" if codes_of(way) else "f", "employer": holder.unit_id,
            "holder_name": holder.name, "employer_name": holder.unit, "issuer_name": issuer.name, "issuer": issuer.name,
            "issued_on": days.words[term.begun], "valid_from": days.words[term.begun],
            "valid_to": days.words[term.until] if term.until else NULL, "agency_id": issuer.id, "scope": issuer.path,
            "place": seat.path, "province": seat.province, "city": seat.city, "county": seat.county,
            "where_name": holder.where or holder.unit or holder.name, "title": f"{holder.name} {what}"[:300],
            "label": what, "scope_text": "建筑施工" if kind == "enterprise_license" else "", "replaces": NULL,
            "by": issuer.by, "batch": net.batch, "at": days.moment(at), "before": f"{holder.name}；{holder.unit}",
            "at2": days.moment(moment), "d_at2": days.day(moment), "at3": days.moment(later), "d_at3": days.day(later),
            "until": days.words[until], "e_until": days.end(until),
        }  # fmt: skip

    def _proof(
        self, ordinal: int, paper: Paper, blanks: Mapping[str, str], status: ProofStatus | None, way: str
    ) -> dict[str, Any]:
        """What the certificate says now; of a code that was replaced only when it was and where it stands matters."""
        place, stated = place_of(ordinal), status if status is not None else LISTED.get(way, ProofStatus.GOOD)
        again = way in ("extended", "changed") and status is None
        at = datetime.fromisoformat(blanks["at2" if again else "at"]).astimezone(UTC)
        shown = Shown(
            paper.kind, blanks["class_name"], blanks["number"], paper.holder.name, paper.holder.unit, paper.issuer.name,
            _date(blanks["valid_from"]), _date(blanks["valid_to"]),
        )  # fmt: skip
        while True:
            claims = claims_of(cast(Certificate, shown), list_no=place[0], index=place[1], at=at)
            code = sign_code(claims, self.signer)
            if not code.endswith(" "):
                break
            at += timedelta(seconds=1)
        return {
            "ordinal": ordinal, "certificate": blanks["id"], "list_no": place[0], "index": place[1], "code": code,
            "key_id": self.signer.key_id.hex(), "made_at": at, "status": stated.value,
            "changed_at": None if stated == ProofStatus.GOOD else blanks["at2"],
        }  # fmt: skip


@cache
def _moved(day: int, years: int) -> int:
    """The same day of another year."""
    found = day_at(day)
    return number_of(found.replace(year=found.year + years, day=min(found.day, 28)))


@cache
def _class(kind: str, code: str) -> str:
    return class_name(kind, code)


@cache
def _date(text: str) -> date | None:
    return None if text == NULL else date.fromisoformat(text)
