"""What came of one major hazard: the measures its place demands, 送知, plan, both reports, look-back and listing."""

from typing import TYPE_CHECKING, Final

from zhiben.registry.enterprises.terms import HeadPost
from zhiben.world.bulk.days import DAY, office, uid
from zhiben.world.bulk.demands import look_back_story, measure_story, plan_story, report_story, serving_story
from zhiben.world.bulk.listings import listing_story, progress_story
from zhiben.world.measure_story import NOT_LISTED, POINTS

if TYPE_CHECKING:
    from zhiben.world.bulk.telling import Case, Teller, Times

LISTED_BY_RULE, LISTED_BY_HAND = 0.6, 0.12
ON_PAPER: Final = 0.08
WEEK: Final = 7
MOST_WEEKS: Final = 60


class MajorTale:
    """``kind``: of its notice, or where a hazard without one came from."""

    def __init__(self, teller: "Teller", case: "Case", times: "Times", kind: str) -> None:
        self.teller, self.case, self.times, self.kind = teller, case, times, kind
        self.blanks, self.chance, self.now = case.blanks, teller.chance, teller.now
        self.own = kind == "SELF_CHECK"
        self.single = kind not in ("STOP", "RECTIFY")
        self.demands = frozenset({"SERVE"}) if self.own else teller.task.demands

    def tell(self) -> str:
        """Everything, once it was ordered. Returns what the hazard's own history says of a listing."""
        stage = self._listing_stage()
        self.serve()
        for kind in ("STOP", "CREDIT"):
            if kind in self.demands:
                self._measure(kind)
        self._plan(listed=stage not in ("", "draft", "declined"))
        self._report()
        self._look_back()
        return self._list(stage) if stage else ""

    def serve(self) -> None:
        """送知 to both heads of the contractor, or to the one who is both."""
        opened = self.times.sent if self.single else self.times.signed
        self.teller.mark(self.blanks, m_opened=opened)
        self.teller.clock(self.blanks, "measure", opened // DAY, "n_measure")
        hours = self.teller.task.numbers["n_serve"]
        self.teller.mark(self.blanks, serve_due=opened + hours * 60)
        self.blanks["n_serve"] = str(hours)
        heads = self.case.plot.contractor.heads
        served = heads[:1] if heads[0][1] == heads[1][1] else heads
        signed = [self._serving(n, head, opened) for n, head in enumerate(served, 1)]
        self.blanks["SERVE_no"] = "、".join(f"{HeadPost(h[0]).label}{h[1]}" for h in served) + "已签收"
        done = max(signed)
        self._settle("SERVE", done if done <= self.now else None)

    def _serving(self, place: int, head: tuple[HeadPost, str, str, str], opened: int) -> int:
        """When this one signed."""
        chance, p = self.chance, f"s{place}_"
        read = opened + chance.randrange(20, 900)
        signed, how = read + chance.randrange(2, 30), "signed"
        if chance.random() < ON_PAPER:
            chased = opened + self.teller.task.numbers["n_serve"] * 60 + 120
            signed, how = office(chance, chased // DAY + 1), "paper"
            self.teller.mark(self.blanks, **{f"{p}chased": chased, f"{p}due": chased + DAY})
        if signed > self.now:
            how = "read" if read <= self.now and how == "signed" else "sent"
        pk = uid(chance, opened)
        self.blanks |= {f"{p}id": pk, f"{p}name": head[1], f"{p}phone": head[2], f"{p}cipher": head[3],
                        f"{p}token": pk[-16:]}  # fmt: skip
        self.teller.mark(self.blanks, **{f"{p}read": read, f"{p}signed": signed})
        self.case.templates.append(serving_story(place, head[0].value, how))
        return signed

    def _settle(self, kind: str, at: int | None, how: str = "done") -> None:
        self.blanks[f"ms_{kind}"] = uid(self.chance, self.times.signed)
        if at is not None:
            self.teller.mark(self.blanks, **{f"{kind}_at": at})
        self.case.templates.append(measure_story(kind, how if at is not None else "open"))

    def _measure(self, kind: str) -> None:
        """停工 by the notice itself, or waived; 扣分 the working day after."""
        if kind == "STOP":
            at = self.times.signed if self.kind == "STOP" else self.times.signed + 120
            self._settle(kind, at if at <= self.now else None, "done" if self.kind == "STOP" else "waived")
            return
        at = office(self.chance, self.teller.days.after(self.times.signed // DAY, 1))
        self.blanks["points"] = f"{POINTS.get(self.blanks['c1'], 3):.2f}"
        if at <= self.now:
            self.teller.numbers.want("credit", at, self.blanks["h1"], self.blanks)
        self._settle(kind, at if at <= self.now else None)

    def _plan(self, *, listed: bool) -> None:
        chance, blanks, signed = self.chance, self.blanks, self.times.signed
        handed = office(chance, self.teller.days.after(signed // DAY, chance.choice((1, 2, 2, 3))))
        accepted = office(chance, self.teller.days.after(handed // DAY, 1))
        blanks["plan"], blanks["plan_fund"] = uid(chance, signed), str(chance.randrange(3, 61))
        self.teller.mark(blanks, handed=handed, accepted=accepted)
        self.teller.clock(blanks, "plan", signed // DAY, "n_plan")
        self.teller.clock(blanks, "review", handed // DAY, "n_review")
        how = "requested" if handed > self.now else "handed" if accepted > self.now else "accepted"
        how = "lapsed" if listed else how
        if how in ("accepted", "lapsed"):
            blanks["fund"] = blanks["plan_fund"]
            blanks["emergency"] = "作业面停用并封闭，出现变形加剧或险情时立即撤人，启动项目应急预案。"
        self.case.templates.append(plan_story(how))

    def _report(self) -> None:
        chance, blanks, signed = self.chance, self.blanks, self.times.signed
        first = office(chance, self.teller.days.after(signed // DAY, chance.choice((1, 1, 2))))
        second = office(chance, self.teller.days.after(first // DAY, chance.choice((1, 2, 3, 5))))
        never = self.now - signed < 90 * DAY and chance.random() < 0.1
        blanks["report"] = uid(chance, signed)
        self.teller.mark(blanks, to_department=first, to_workers=second)
        self.teller.clock(blanks, "report", signed // DAY, "n_report")
        how = "pending" if first > self.now else "department" if second > self.now or never else "done"
        if how == "done":
            blanks["double"] = "t"
        self.case.templates.append(report_story(how))

    def _look_back(self) -> None:
        closed, chance, days = self.times.closed, self.chance, self.teller.days
        if closed > self.now:
            return
        due = closed // DAY + self.teller.task.numbers["n_look"]
        held = office(chance, due - chance.randrange(1, 13))
        if self.now - closed < 60 * DAY and chance.random() < 0.08:
            held = self.now + DAY  # nobody has gone there yet
        self.blanks["look"] = uid(chance, closed)
        self.blanks |= {"d_look": days.words[due], "e_look": days.end(due), "n_look": str(due - closed // DAY)}
        self.teller.mark(self.blanks, closed=closed, held=held)
        self.case.templates.append(look_back_story("held" if held <= self.now else "planned"))

    def _listing_stage(self) -> str:
        """How far 挂牌督办 has come; empty where nobody asked for it."""
        by_rule = "LIST" in self.demands
        if not by_rule and (self.single or self.chance.random() > LISTED_BY_HAND):
            return ""
        chance, days, times = self.chance, self.teller.days, self.times
        drafted = times.signed + 10
        moments = {
            "l_drafted": drafted,
            "l_decided": office(chance, days.after(drafted // DAY, chance.choice((1, 1, 2)))),
        }
        moments["l_planned"] = office(chance, days.after(moments["l_decided"] // DAY, chance.choice((1, 2))))
        moments["l_governed"] = office(chance, days.after(moments["l_planned"] // DAY, 1))
        moments["l_reported"] = max(times.replied, moments["l_governed"]) + 30
        moments["l_reviewed"] = max(times.closed, moments["l_reported"]) + 30
        moments["l_delisted"] = office(chance, days.after(moments["l_reviewed"] // DAY, 1))
        self.moments = moments
        if drafted > self.now:
            return ""
        if by_rule and moments["l_decided"] <= self.now and chance.random() > LISTED_BY_RULE:
            return "declined"
        steps = (("l_decided", "draft"), ("l_planned", "listed"), ("l_governed", "planned"), ("l_reported", "governing"),
                 ("l_delisted", "reported"))  # fmt: skip
        return next((stage for name, stage in steps if moments[name] > self.now), "delisted")

    def _list(self, stage: str) -> str:
        by_rule, blanks, moments = "LIST" in self.demands, self.blanks, self.moments
        self.teller.mark(blanks, **moments)
        for name in ("listing", "l_item", "l_rung"):
            blanks[name] = uid(self.chance, moments["l_drafted"])
        self._clocks()
        blanks["declined_why"] = self.chance.choice(NOT_LISTED[:3])
        signed = stage not in ("draft", "declined")
        if signed:
            blanks["listing_level"] = blanks["level"]
            self.teller.numbers.want("listing.LIST", moments["l_decided"], blanks["listing"], blanks)
        if stage == "delisted":
            self.teller.numbers.want("listing.DELIST", moments["l_delisted"], blanks["listing"], blanks)
        if by_rule:
            at = None if stage == "draft" else moments["l_decided"] + (0 if signed else 2)
            self._settle("LIST", at, "done" if signed else "waived")
        self.case.templates.append(listing_story(stage, by_rule=by_rule))
        if stage in ("governing", "reported", "delisted"):
            self._progress(stage)
        return "delisted" if stage == "delisted" else "listed" if signed else ""

    def _clocks(self) -> None:
        moments, clock, blanks = self.moments, self.teller.clock, self.blanks
        clock(blanks, "l_decide", moments["l_drafted"] // DAY, "n_l_decide")
        clock(blanks, "l_plan", moments["l_decided"] // DAY, "n_l_plan")
        clock(blanks, "l_plan_review", moments["l_planned"] // DAY, "n_l_plan_review")
        clock(blanks, "l_review", moments["l_reported"] // DAY, "n_l_review")
        blanks["e_l_look"], blanks["e_l_review"] = blanks["e_l_review"], blanks["e_l_plan_review"]
        blanks["e_l_end"] = self.teller.days.end(
            self.teller.days.after(moments["l_reviewed"] // DAY, self.teller.task.numbers["n_l_decide"])
        )
        due = max(self.times.due, moments["l_governed"] // DAY + 10)
        blanks["d_l_due"], blanks["e_l_due"] = self.teller.days.words[due], self.teller.days.end(due)

    def _progress(self, stage: str) -> None:
        """A report for every week of governing; the last one ends with the 治理报告, or is being waited for."""
        days, moments = self.teller.days, self.moments
        since = moments["l_governed"] // DAY
        last = self.now if stage == "governing" else moments["l_reported"]
        for period in range(1, MOST_WEEKS):
            if since > last // DAY:
                return
            until = since + WEEK - 1
            reported = office(self.chance, until)
            how = "reported" if reported < last else "due" if stage == "governing" else "ended"
            opened = max(since * DAY + 12, moments["l_governed"])
            self.teller.mark(self.blanks, w_opened=opened, w_reported=reported)
            self.blanks |= {
                "w_id": uid(self.chance, opened), "d_w_since": days.words[since], "d_w_until": days.words[until],
                "e_w_until": days.end(until), "w_since": _spoken(days.words[since]), "w_until": _spoken(days.words[until]),
            }  # fmt: skip
            self.case.weeks.append((progress_story(how, period), dict(self.blanks)))
            since += WEEK


def _spoken(day: str) -> str:
    return f"{day[5:7]}月{day[8:]}日"
