"""``search rebuild``: write all search documents anew."""

from argparse import ArgumentParser, Namespace

from zhiben.cli.command import Command


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["rebuild"], help="rebuild：把全部检索文档重写一遍，期间可以照常搜索")
    parser.add_argument("--afresh", action="store_true", help="先清空再重写，快数倍；期间不能搜索")


def run(options: Namespace) -> int:
    from zhiben.kernel.search.rebuild import rebuild_all
    from zhiben.kernel.search.sources import source_of

    written = rebuild_all(afresh=options.afresh or None)
    labels = {kind: source.label for kind in written if (source := source_of(kind))}
    print("检索文档：" + "，".join(f"{labels[kind]} {number}" for kind, number in written.items()))
    return 0


COMMAND = Command(name="search", help="检索文档的重建", run=run, arguments=arguments)
