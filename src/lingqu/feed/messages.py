"""What the feed tells people, in both languages."""

from lingqu.kernel.messages import register

register(
    "feed",
    {
        "bad_cursor": ("游标不是本系统给出的", "Expected a cursor that the feed gave out, but this is none"),
        "no_such_type": ("没有事件类型 {type}", "Expected a type of event or a group of them, but there is no {type}"),
        "no_such_hook": ("没有编号为 {id} 的推送", "Expected webhook {id}, but there is none"),
        "hook_exists": ("名为 {name} 的推送已存在", "Expected a new name, but webhook {name} is there already"),
        "too_many_hooks": ("推送最多 {most} 个", "Expected at most {most} webhooks, and there are as many"),
        "too_many_wanted": (
            "事件类型和流程各最多列出 {most} 个",
            "Expected at most {most} types and as many processes, but there are more",
        ),
        "bad_name": ("名称不能为空, 最多 {most} 个字符", "Expected a name of at most {most} characters"),
        "bad_url": (
            "地址须以 https:// 或 http:// 开头, 不含用户名和密码, 最多 {most} 个字符",
            "Expected an http(s) address without user and password, of at most {most} characters",
        ),
        "changed_meanwhile": (
            "推送 {name} 已被他人修改, 请重新读取后再改",
            "Expected webhook {name} to be as it was read, but somebody has changed it: read it again",
        ),
        "answered": ("对方返回 {status}", "It answered {status}"),
        "gone": ("对方表示该地址已停用 (410), 推送已停止", "It answered 410 (gone): nothing more is sent there"),
        "given_up": (
            "连续失败 {days} 天, 推送已停止; 最后一次: {reason}",
            "It failed for {days} days, so nothing more is sent; the last time: {reason}",
        ),
        "arrived": ("对方已接收测试事件 ({status})", "It took the test event ({status})"),
    },
)
