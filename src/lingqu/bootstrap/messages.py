"""What starting and settings tell people."""

from lingqu.kernel.messages import register

register(
    "bootstrap",
    {
        "leaving": ("本节点即将停止, 请改用其他节点", "This node is about to end; take another one"),
        "no_calendars": (
            "工作日历的文件夹 {path} 不存在",
            "Expected a folder of working calendars at {path}, but there is none",
        ),
        "bad_calendar": (
            "工作日历 {path} 无法读取: {reason}",
            "The working calendar {path} cannot be read: {reason}",
        ),
        "no_config": ("找不到配置文件 {path}", "Expected a settings file at {path}, but there is none"),
        "bad_config": ("配置文件 {path} 无法读取: {reason}", "Expected {path} to be a TOML file, but {reason}"),
        "bad_setting": ("配置有误: {reason}", "A setting is not right: {reason}"),
        "bad_proxy": (
            "LINGQU_TRUSTED_PROXIES 应为 IP 地址或网段, 收到的是 {given}",
            "Expected LINGQU_TRUSTED_PROXIES to hold addresses or networks, but one is {given}",
        ),
        "open_work": (
            "{login} 还有 {count} 项未完成的任务或审批, 请先转办",
            "{login} has {count} open tasks or seats: transfer them first",
        ),
        "not_oneself": ("不能抹除自己 ({login})", "Expected somebody else to forget {login}, who asks for it"),
        "bad_ttl": (
            "LINGQU_HISTORY_TTL 应为 P180D、P26W、天数或 ever, 收到的是 {given}",
            "Expected LINGQU_HISTORY_TTL to be like P180D, P26W, a number of days or ever, but it is {given}",
        ),
        "mail_from_needed": (
            "已设置邮件服务器, 但发件人 LINGQU_MAIL_FROM 不是邮箱地址: {given}",
            "Expected LINGQU_MAIL_FROM to be an address to send in the name of, but it is '{given}'",
        ),
        "neighbour_failed": ("示例系统 {name} 无法启动", "The sample system {name} did not start"),
        "no_checkout": (
            "演示需要完整的源码目录 (examples/), 请在源码目录中运行 make demo",
            "The demo needs the source folder with examples/; please run make demo there",
        ),
        "test_clock_exposed": (
            "test_clock 仅用于测试, 只能监听本机地址 (127.0.0.1), 不能监听 {host}",
            "Expected test_clock, which is for tests, with a loopback address (127.0.0.1) only, but host is {host}",
        ),
        "auth_none_exposed": (
            "LINGQU_AUTH=none 只能用于本机地址, 但服务将监听 {host}",
            "Expected LINGQU_AUTH=none only on a loopback address, but the server would listen on {host}",
        ),
    },
)
