"""``world``: invented data of a given size into an empty database, the same for the same size, seed and day."""

from argparse import ArgumentParser, Namespace

from zhiben.cli.command import Command


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--size", default="county", metavar="规模",
        help="county 一个县（120 个项目、600 条隐患），city 一个市（2 千、4 万），province 一个省（2 万、100 万），nation 全国",
    )  # fmt: skip
    parser.add_argument("--share", type=float, default=1.0, metavar="份额", help="市以上规模只生成其中一部分，如 0.1")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="种子；同一规模、种子和日期得到同样的数据")


def run(options: Namespace) -> int:
    from zhiben.kernel.search.rebuild import rebuild_all
    from zhiben.world import build
    from zhiben.world.sizes import SIZES

    counts = build(options.size, seed=options.seed, share=options.share, say=lambda line: print(line, flush=True))
    if options.size in SIZES:  # the large ones keep what follows themselves
        rebuild_all(afresh=True)
    words = {
        "projects": "项目", "enterprises": "企业", "people": "人员", "hazards": "隐患", "notices": "文书", "moves": "办理记录",
        "equipment": "设备", "workers": "进场人员", "certificates": "证照", "codes": "证照二维码",
    }  # fmt: skip
    print("已生成（全部虚构）：" + "，".join(f"{label} {counts[key]}" for key, label in words.items() if key in counts))
    return 0


COMMAND = Command(name="world", help="在空数据库里生成虚构的数据：一个县、市、省或者全国", run=run, arguments=arguments)
