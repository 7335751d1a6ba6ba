"""The page on the command line: every command with its options, from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import click

from reporter.cli import cli
from reporter.i18n import _
from tools.manual.markup import bullets, code, heading, page, plain, table

#: What stands behind an option.
_VALUES: Final = {
    "text": "文字",
    "directory": "文件夹",
    "file": "文件",
    "path": "文件或文件夹",
    "integer range": "数字",
}

_INTRO: Final = """\
在命令行（Windows的“终端”或PowerShell）里进入项目文件夹，再运行下列命令。`SLUG`是事件名，即`incidents/`下的文件夹名，
如`2024-05-x`；写`[SLUGS]...`的可以给几个，不给就是全部。任何命令加`--help`显示说明。"""

_STATUS: Final = (
    "0：完成。",
    "1：输入有误（改好再运行），或有事件未能生成。",
    "2：命令写法不对。",
    "3：程序本身出错，请把显示的内容反馈给维护者。",
)

_STREAMS: Final = """\
结果（路径、链接、`--json`）写到标准输出，进度与错误写到标准错误，便于接入脚本。退出码："""

_LANGUAGE: Final = """\
提示语言随系统，也可以用环境变量`REPORTER_LANG`指定`zh`或`en`；报告的语言由各事件的`language`决定。"""


def _usage(name: str, command: click.Command, context: click.Context) -> str:
    pieces = [piece for piece in command.collect_usage_pieces(context) if piece != "[OPTIONS]"]
    return code(" ".join(("reporter", name, *pieces)))


def _option(option: click.Option) -> tuple[str, str]:
    names = "、".join(map(code, option.opts))
    value = "" if option.is_flag else f" {_VALUES[option.type.name]}"
    default = f"默认{code(str(option.default))}。" if option.show_default else ""
    return names + value, plain(_(option.help or "")) + default


def _commands(name: str, command: click.Command) -> Iterator[str]:
    """A command, and those below it when it is a group."""
    if not isinstance(command, click.Group):
        yield _command(name, command)
        return
    yield f"{heading(f'reporter {name}', name)}\n\n{plain(_(command.help or ''))}"
    for below, one in command.commands.items():
        yield _command(f"{name} {below}", one, level=3)


def _command(name: str, command: click.Command, level: int = 2) -> str:
    context = click.Context(command, info_name=f"reporter {name}")
    # click's own options (--help) are described once, above.
    rows = [_option(one) for one in command.params if isinstance(one, click.Option)]
    options = [table(("选项", "说明"), rows)] if rows else []
    title = heading(f"reporter {name}", name.replace(" ", "-"), level)
    parts = (title, plain(_(command.help or "")), _usage(name, command, context), *options)
    return "\n\n".join(parts)


def commands_page() -> str:
    """The page on every command."""
    quiet = [_option(one) for one in cli.params if isinstance(one, click.Option) and one.name == "quiet"]
    return page(
        "命令行",
        "reporter的全部命令与选项。",
        _INTRO,
        *(text for name, command in cli.commands.items() for text in _commands(name, command)),
        heading("输出与退出码", "status"),
        _STREAMS,
        bullets(_STATUS),
        f"{quiet[0][0]}写在命令名之前：{quiet[0][1]}",
        _LANGUAGE,
    )
