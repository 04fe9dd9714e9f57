"""``world``: invented data of a given size into an empty database, the same for the same size, seed and day."""

from argparse import ArgumentParser, Namespace

from zhiben.cli.command import Command


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--size", default="county", metavar="规模", help="现有：county（120 个项目、600 条隐患）")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="种子；同一规模、种子和日期得到同样的数据")


def run(options: Namespace) -> int:
    from zhiben.world import build

    counts = build(options.size, seed=options.seed)
    words = {
        "projects": "项目", "enterprises": "企业", "people": "人员", "hazards": "隐患", "notices": "文书", "moves": "办理记录",
    }  # fmt: skip
    print("已生成（全部虚构）：" + "，".join(f"{label} {counts[key]}" for key, label in words.items()))
    return 0


COMMAND = Command(name="world", help="在空数据库里生成一个虚构的县", run=run, arguments=arguments)
