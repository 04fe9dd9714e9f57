"""``up``: everything needed to work, under one supervising process."""

from argparse import ArgumentParser, Namespace

from zhiben.cli.command import Command


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听地址，默认 127.0.0.1")
    parser.add_argument("--port", default=8000, type=int, metavar="端口", help="监听端口，默认 8000")
    parser.add_argument("--empty", action="store_true", help="只载入区划、方案和标准，不生成演示数据")
    parser.add_argument(
        "--tls", nargs="+", metavar=("self|证书", "私钥"), help="用 HTTPS：self 使用自签证书，或给出证书和私钥文件"
    )


def run(options: Namespace) -> int:
    from zhiben.cli.running import up

    return up(options)


COMMAND = Command(name="up", help="启动平台：数据库、网页服务和后台任务", run=run, arguments=arguments, database=False)
