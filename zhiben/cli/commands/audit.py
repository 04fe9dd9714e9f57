"""``audit verify``: recompute every seal, then everything else whose hash was kept."""

from argparse import ArgumentParser, Namespace

from zhiben.cli.command import Command


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what", choices=["verify"], help="verify：重新计算每一批封存，检查行为记录和制发的文书有没有被改动"
    )


def run(_: Namespace) -> int:
    from zhiben.kernel.audit.checks import run_checks
    from zhiben.kernel.audit.seals import verify_seals

    verdict = verify_seals()
    if verdict.broken:
        print(f"审计校验不通过：{verdict.broken}。此前 {verdict.acts} 条、{verdict.batches - 1} 批完好。")
        return 1
    print(f"审计校验通过：{verdict.batches} 批、{verdict.acts} 条行为记录未被改动；尚未封存 {verdict.unsealed} 条。")
    print(f"链头 {verdict.head}")
    wrong = [(label, sentence) for label, found in run_checks() for sentence in found]
    for label, sentence in wrong:
        print(f"{label}校验不通过：{sentence}。")
    return 1 if wrong else 0


COMMAND = Command(name="audit", help="审计校验", run=run, arguments=arguments)
