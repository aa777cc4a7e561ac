"""What the store tells people, in both languages."""

from lingqu.kernel.messages import register

register(
    "store",
    {
        "bad_url": (
            "数据库地址 {url} 无法识别: {reason}",
            "Expected a database address like sqlite:///lingqu.db or postgresql://user@host/name, but {url}: {reason}",
        ),
        "sqlite_too_old": (
            "需要 SQLite 3.40 或更新版本, 当前为 {version}",
            "Expected SQLite 3.40 or newer, but this Python has {version}",
        ),
        "in_use": (
            "数据库文件 {path} 正由另一个 Lingqu 进程写入; 请先停止它, 或通过它的接口操作",
            "Expected to be the only process that writes {path}, but another one does; stop it or use its API",
        ),
        "cannot_open": ("数据库打不开: {reason}", "Expected to open the database, but {reason}"),
        "no_database": ("找不到数据库文件 {path}", "Expected a database at {path}, but there is none"),
        "copy_exists": (
            "{path} 已存在; 备份不会覆盖任何文件",
            "Expected {path} to be free, but there is a file; a backup never replaces one",
        ),
        "database_exists": (
            "{path} 已有数据库; 如确需替换请加 --replace, 原库会保留为 {path}.before",
            "There is a database at {path}; with --replace the copy takes its place, and it is kept as {path}.before",
        ),
        "cannot_copy": ("数据库 {path} 无法备份: {reason}", "Expected to copy {path}, but {reason}"),
        "not_sound": (
            "{path} 不是完整的 Lingqu 数据库: {reason}",
            "Expected {path} to be a whole database of Lingqu's, but {reason}",
        ),
        "not_upgraded": (
            "数据库结构是 {found}, 本程序需要 {wanted}; 请运行 lingqu db upgrade",
            "Expected the database schema at {wanted}, but it is at {found}; run `lingqu db upgrade`",
        ),
        "newer_schema": (
            "数据库结构 {found} 比本程序所知的 {known} 新, 且已完成升级后半步; 请升级本程序",
            "Expected a database schema up to {known}, but it is at {found} and upgraded past this version; upgrade it",
        ),
        "newer_format": (
            "数据 {name} 的格式号 {found} 比本程序所知的 {known} 新; 请升级本程序",
            "Expected {name} in a format up to {known}, but it is in {found}; this node is too old, upgrade it",
        ),
        "busy_reading": (
            "查询过多, 请 {retry_after} 秒后再试",
            "Too many queries run at once; try again in {retry_after} s",
        ),
    },
)
