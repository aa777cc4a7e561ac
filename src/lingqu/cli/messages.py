"""What commands tell people when they cannot do what was asked."""

from lingqu.kernel.messages import register

register(
    "cli",
    {
        "cannot_listen": ("无法监听 {address}: {reason}", "Expected to listen on {address}, but {reason}"),
        "server_said": ("服务器答复: {detail}", "The server says: {detail}"),
        "server_away": (
            "服务器不可用 ({reason}); 已答复 {answered} 行, 再次执行同一命令即可继续",
            "The server is away ({reason}); {answered} rows were answered: run the same command again to go on",
        ),
        "no_file": ("找不到文件 {path}", "There is no file {path}"),
        "backup_by_postgresql": (
            "PostgreSQL 请用 pg_dump 或连续归档 (PITR) 备份, 见文档“Run it for a company”",
            "PostgreSQL is copied with pg_dump or continuous archiving (PITR): see docs/howto/run-it-for-a-company",
        ),
        "nothing_found": ("{path} 中没有可用的文件", "There is nothing to use in {path}"),
        "password_needed": (
            "请用 --password 或环境变量 LINGQU_PASSWORD 提供密码",
            "Expected a password by --password or LINGQU_PASSWORD",
        ),
    },
)
