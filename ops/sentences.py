"""What the launcher says when it cannot go on: one sentence, in Chinese and in English."""


class Refusal(Exception):
    """The launcher stops here; the text is for the person at the terminal."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese}\n{english}")


def port_in_use(port: int) -> Refusal:
    return Refusal(
        f"端口 {port} 已被其他程序占用,请关闭该程序,或换一个端口:PORT={port + 1} make up",
        f"Port {port} is in use by another program: stop it, or choose another port: PORT={port + 1} make up",
    )


def library_missing(libraries: str, packages: str) -> Refusal:
    return Refusal(
        f"缺少系统库 {libraries},请让管理员安装:apt-get install {packages}",
        f"The system library {libraries} is missing; ask an administrator to run: apt-get install {packages}",
    )


def disk_full(folder: str, free_mb: int, needed_mb: int) -> Refusal:
    return Refusal(
        f"{folder} 所在磁盘只剩 {free_mb} MB,至少需要 {needed_mb} MB,请清理后重试。",
        f"Only {free_mb} MB are free on the disk of {folder}; at least {needed_mb} MB are needed.",
    )


def python_too_old(version: str, needed: str) -> Refusal:
    return Refusal(
        f"Python {version} 版本过低,需要 {needed} 或更高版本。",
        f"Python {version} is too old: {needed} or newer is needed.",
    )


def already_running(folder: str) -> Refusal:
    return Refusal(
        f"本目录({folder})的服务已在运行,请先在它的终端按 Ctrl-C 停止。",
        f"The product is already running from {folder}: stop it first with Ctrl-C in its terminal.",
    )


def server_failed(details: str) -> Refusal:
    return Refusal(
        "数据库或消息服务未能启动,详情见下。", f"The database or the broker did not start. {details}"
    )


def step_failed(step: str, lines: str) -> Refusal:
    return Refusal(
        f"准备步骤“{step}”失败,详情见下。",
        f"The preparation step '{step}' failed. Its last lines:\n{lines}",
    )


def part_died(name: str, code: int, lines: str) -> Refusal:
    return Refusal(
        f"{name} 意外退出(代码 {code}),其余部分已全部停止。",
        f"{name} ended unexpectedly (code {code}); everything else was stopped. Its last lines:\n{lines}",
    )


def not_ready(seconds: int, answer: str) -> Refusal:
    return Refusal(
        f"{seconds} 秒内服务未就绪,已全部停止。",
        f"The product was not ready within {seconds} seconds and was stopped; /readyz said last: {answer}",
    )
