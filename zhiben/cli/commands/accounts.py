"""``user add`` and ``token``: the first accounts of a new installation, and tokens for programs."""

from argparse import ArgumentParser, Namespace

from zhiben.cli.command import Command


def user_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=["add"], help="add：开通账号")
    parser.add_argument("name", metavar="账号")
    parser.add_argument("--role", required=True, metavar="角色", help="如 inspector、leader、system_admin")
    parser.add_argument("--reach", required=True, metavar="范围", help="区划代码、企业统一社会信用代码或项目编码")
    parser.add_argument("--full-name", default="", metavar="姓名")


def add_user(options: Namespace) -> int:
    from zhiben.cli.reaches import find_reach
    from zhiben.kernel.access.accounts import open_account
    from zhiben.kernel.access.actors import system_actor
    from zhiben.kernel.access.terms import Role
    from zhiben.kernel.base.clock import now
    from zhiben.kernel.base.errors import InvalidInput

    roles = [role.value for role in Role]
    if options.role not in roles:
        raise InvalidInput.of("role", f"没有角色 {options.role}；可用：{' '.join(roles)}")
    actor, at = system_actor("command"), now()
    reach = find_reach(options.reach, actor=actor, at=at)
    password = open_account(
        actor=actor, username=options.name, role=Role(options.role), reach=reach, at=at, name=options.full_name
    )
    print(f"账号 {options.name}：{Role(options.role).label}，{reach.name}")
    print(f"初始密码 {password}（首次登录时须修改）")
    return 0


def token_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="账号")
    parser.add_argument("--purpose", default="命令行签发", metavar="用途")


def print_token(options: Namespace) -> int:
    from zhiben.kernel.access.accounts import issue_token
    from zhiben.kernel.access.actors import system_actor
    from zhiben.kernel.base.clock import now

    print(
        issue_token(actor=system_actor("command"), username=options.name, purpose=options.purpose, at=now()), flush=True
    )
    return 0


COMMANDS = [
    Command(name="user", help="开通账号，打印初始密码", run=add_user, arguments=user_arguments),
    Command(name="token", help="给账号签发接口令牌，只打印令牌", run=print_token, arguments=token_arguments),
]
