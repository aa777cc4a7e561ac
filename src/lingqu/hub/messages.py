"""What the hub tells people, in both languages."""

from typing import Any

from lingqu.kernel.messages import Message, register

register(
    "hub",
    {
        # what a caller can do something about
        "no_such_connection": ("没有名为 {name} 的连接", "Expected a connection called {name}, but there is none"),
        "connection_exists": ("连接 {name} 已存在", "Expected a new name, but connection {name} is there already"),
        "connection_in_use": (
            "连接 {name} 仍被使用: {by}",
            "Expected connection {name} to be free, but it is used by {by}",
        ),
        "no_such_connector": (
            "没有连接器 {connector}, 可用的有: {known}",
            "Expected one of the connectors {known}, but got {connector}",
        ),
        "no_such_action": (
            "连接器 {connector} 没有动作 {action}",
            "Expected connector {connector} to have action {action}, but it has none",
        ),
        "no_such_trigger": (
            "连接器 {connector} 没有触发器 {trigger}",
            "Expected connector {connector} to have trigger {trigger}, but it has none",
        ),
        "no_such_source": ("没有名为 {name} 的来源", "Expected a source called {name}, but there is none"),
        "no_such_effect": ("没有编号为 {key} 的外部操作", "Expected effect {key}, but there is none"),
        "no_such_document": ("没有编号为 {key} 的单据", "Expected document {key}, but there is none"),
        "no_such_secret": ("没有名为 {name} 的密钥", "Expected a secret called {name}, but nobody wrote one"),
        "bad_secret_name": (
            "密钥名 {name} 只能包含字母、数字和 _ . -",
            "Expected the secret's name {name} to be letters, digits and _ . - only",
        ),
        "secret_missing": (
            "连接 {connection} 缺少密钥 {secret}",
            "Expected connection {connection} to have the secret {secret}, but it has none",
        ),
        "bad_auth": (
            "连接器 {connector} 不支持登录方式 {auth}, 可用的有: {known}",
            "Expected one of {known} as the sign-in of connector {connector}, but got {auth}",
        ),
        "bad_setting": ("设置 {name} 不正确: {reason}", "Expected setting {name} to be usable, but {reason}"),
        "input_missing": ("缺少输入 {name}", "Expected input {name}, but it is missing"),
        "bad_input": ("输入 {name} 不正确: {reason}", "Expected input {name} to be usable, but {reason}"),
        "expression_failed": (
            "表达式 {text} 没有结果: {reason}",
            "Expected {text} to have a value, but {reason}",
        ),
        "signature_missing": ("缺少签名 {header}", "Expected the header {header}, but it is missing"),
        "signature_wrong": ("签名不正确", "Expected the signature to be made with the shared secret, but it was not"),
        "not_a_webhook": ("来源 {name} 不接收推送", "Expected source {name} to take pushed events, but it polls"),
        "body_too_large": ("推送内容超过 {limit} 字节", "Expected at most {limit} bytes, but the event is larger"),
        "event_unreadable": ("事件无法读取: {reason}", "Expected a readable event, but {reason}"),
        "not_unknown": (
            "操作 {key} 的结果已经明确 ({state})",
            "Expected effect {key} to be unknown, but it is {state}",
        ),
        "no_look_up": (
            "该目标无法查询, 需要人工决定",
            "This target gives no way to look, so a person has to decide",
        ),
        # what became of an effect
        "target_refused": ("目标系统拒绝 (HTTP {status}): {text}", "The target refused (HTTP {status}): {text}"),
        "target_busy": ("目标系统暂不受理 (HTTP {status}): {text}", "The target is busy (HTTP {status}): {text}"),
        "exists_differently": (
            "{reference} 在目标系统中已存在, 但内容不同: {text}",
            "Expected {reference} to be new, but the target has it with other contents: {text}",
        ),
        "person_decides": (
            "结果未知, 且无法查询: 请到「系统」页面核对后决定。{text}",
            "The outcome is unknown and cannot be looked up: check it and decide on the Systems page. {text}",
        ),
        "lost_sight": (
            "发送后失去联系, 结果待查",
            "Lost sight of it after sending; its outcome has to be looked up",
        ),
        "process_gone": (
            "流程已不再等待这一操作",
            "The process no longer waits for this",
        ),
        "circuit_open": (
            "{connection} 多次失败, 暂停到 {until}",
            "{connection} failed several times and rests until {until}",
        ),
        "complete_failed": (
            "目标系统已完成, 但流程无法继续: {text}",
            "The target did it, but the process cannot go on: {text}",
        ),
        "error_expression": ("{text}", "{text}"),
        "state_planned": ("待发送", "planned"),
        "state_sent": ("已发送", "sent"),
        "state_confirmed": ("已确认", "confirmed"),
        "state_rejected": ("被拒绝", "rejected"),
        "state_unknown": ("结果未知", "unknown"),
        # a document's timeline
        "doc_received": ("{source} 送来单据, 状态 {status}", "{source} brought it, state {status}"),
        "doc_status": ("状态变为 {status}", "Its state became {status}"),
        "doc_stale": (
            "收到过时的状态 {status} (版本 {version}), 已忽略",
            "A stale state {status} (version {version}) came in and was dropped",
        ),
        "doc_started": ("启动流程 {process}", "Process {process} was started"),
        "doc_running": (
            "单据已在流程中, 未重复启动",
            "It is in a process already, none was started",
        ),
        "doc_message": ("发布消息 {message}", "Message {message} was published"),
        "doc_sent": ("向 {connection} 发出 {action}", "{action} was sent to {connection}"),
        "doc_confirmed": ("{connection} 完成 {action}", "{connection} did {action}"),
        "doc_found": (
            "查询确认: {connection} 已完成 {action}",
            "Looked up: {connection} had done {action}",
        ),
        "doc_rejected": ("{connection} 拒绝 {action}: {text}", "{connection} refused {action}: {text}"),
        "doc_unknown": (
            "{action} 已发往 {connection}, 结果未知, 将先查询",
            "{action} went to {connection}; its outcome is unknown and will be looked up",
        ),
        "doc_absent": (
            "查询确认: {connection} 没有执行 {action}, 将重新发送",
            "Looked up: {connection} has not done {action}; it will be sent again",
        ),
        "doc_decided": (
            "{person} 决定: {action} {state}。{note}",
            "{person} decided that {action} is {state}. {note}",
        ),
        # a test of a connection
        "connected": ("连接正常: {text}", "The connection works: {text}"),
        "why_null": ("结果为 null", "it is null"),
        "why_no_context": ("结果不是上下文 (键值对)", "it gives no context"),
        "why_not_text_or_whole": ("既不是文本也不是整数", "it is neither text nor a whole number"),
        "why_bad_source_name": ("为空、过长或含有斜杠", "it is empty, too long or holds a slash"),
        "why_poll_needs": ("轮询需要连接和触发器", "a poll needs a connection and a trigger"),
        "why_bad_interval": ("应在 0.2 到 86400 秒之间", "it is not between 0.2 and 86400 seconds"),
        "why_needs_link": ("启动流程的单据还需要关联 (link)", "a document that starts a process needs a link, too"),
        "why_bad_decision": ("应为 confirmed 或 planned", "it is neither confirmed nor planned"),
        "why_not_text": ("不是文本", "it is not text"),
        "why_not_below": ("不在连接地址之下", "it is not below the connection's address"),
        "why_not_context": ("不是上下文 (键值对)", "it is not a context"),
        "why_not_number": ("不是数字", "it is not a number"),
        "why_not_known": ("不认识 {given}", "{given} is not known"),
        "why_two_decimals": ("小数超过两位", "it has more than two decimals"),
        "why_no_payment": ("不是示例财务系统的付款", "it is not a payment of the sample finance system"),
        "why_no_order": ("不是示例 ERP 的订单", "it is not an order of the sample ERP"),
        "why_holds_no_order": ("其中没有订单", "it holds no order"),
        "why_no_database_name": ("结尾不是数据库名", "it does not end in the database's name"),
        "why_no_duration": ("{given} 不是 PT10S 这样的时长", "{given} is no duration like PT10S"),
        "why_bad_name": ("为空或超过 100 个字符", "it is empty or longer than 100 characters"),
        "why_no_http": ("不以 http:// 或 https:// 开头", "it does not begin with http:// or https://"),
        "why_takes_no": ("{auth} 不使用 {names}", "{auth} takes no {names}"),
        "why_none_of": ("{given} 不在可选值之中: {known}", "{given} is none of {known}"),
    },
)


def why(code: str, **params: Any) -> Message:
    """A phrase of this room, to stand inside one of its sentences."""
    return Message(code=f"hub.why_{code}", params=params)
