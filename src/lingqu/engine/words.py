"""Chinese for the words that messages are made of: parts, features, kinds, triggers, what a formula is for."""

from __future__ import annotations

from collections.abc import Mapping

#: Whole phrases.
_PHRASES: Mapping[str, str] = {
    # parts that are missing
    "input collection or loop cardinality": "输入集合或循环次数",
    "loop condition or maximum": "循环条件或最大循环次数",
    "message": "消息",
    "message name": "消息名称",
    "called process": "被调用的流程",
    "called decision": "被调用的决策",
    "result variable": "结果变量",
    "version tag": "版本标签",
    "zeebe:taskDefinition or zeebe:calledDecision": "zeebe:taskDefinition 或 zeebe:calledDecision",
    "trigger": "触发器",
    "signal": "信号",
    "signal name": "信号名称",
    "error code": "错误代码",
    "compensation handler": "补偿活动",
    "escalation code": "升级代码",
    "time": "时间",
    "activity": "活动",
    "event of the multi-instance behavior": "多实例行为 (behavior) 的事件",
    "activation condition": "激活条件",
    "link name": "链接名称",
    "start event": "开始事件",
    "single start event": "唯一的开始事件",
    "id": "编号",
    # features
    "a loop maximum that is not a number of at least 1": "不是正整数的最大循环次数",
    "compensation": "补偿",
    "sequence flows at a compensation handler": "补偿活动上的连线",
    "sequence flows at a compensation boundary event": "补偿边界事件上的连线",
    "compensation that is not waited for": "不等待完成的补偿",
    "a cancel end event outside a transaction": "事务之外的取消结束事件",
    "a cancel boundary event without a transaction": "附着在非事务活动上的取消边界事件",
    "a token quantity below 1": "小于 1 的令牌数量",
    "a start quantity where tokens do not gather": "令牌无法在此汇集的起始数量 (startQuantity)",
    "a script that is not FEEL (zeebe:script)": "非 FEEL 脚本 (应使用 zeebe:script)",
    "zeebe:taskDefinition beside zeebe:calledDecision": "与 zeebe:calledDecision 并存的 zeebe:taskDefinition",
    "instantiate on anything but a receive task without a loop": "接收任务 (无循环) 以外的任务上的 instantiate",
    "instantiate on a gateway that waits for nothing": "事件网关以外的网关上的 instantiate",
    "instantiate inside a sub-process": "子流程内的 instantiate",
    "instantiate behind a sequence flow": "有入口连线的节点上的 instantiate",
    "a calendar on a timer without a duration": "没有时长的定时器上的工作日历",
    "a message id on zeebe:publishMessage": "zeebe:publishMessage 上的消息编号",
    "sequence flows at an event sub-process": "事件子流程上的连线",
    "a loop on an event sub-process": "事件子流程上的循环",
    "a parallel event-based gateway that starts no instance": "不创建实例的并行事件网关",
    "a FEEL error code on a catching event": "捕获事件上的 FEEL 错误代码",
    "a FEEL escalation code on a catching event": "捕获事件上的 FEEL 升级代码",
    "a cycle on an intermediate timer event": "中间定时事件上的周期",
    "input mappings on a start or boundary event": "开始事件或边界事件上的输入映射",
    "input mappings behind an event-based gateway": "事件网关之后的输入映射",
    "start or end events in an ad-hoc sub-process": "即席子流程中的开始事件或结束事件",
    "an ad-hoc sub-process that is an event sub-process": "作为事件子流程的即席子流程",
    "an ordering that is neither Parallel nor Sequential": "既不是 Parallel 也不是 Sequential 的执行顺序",
    "zeebe:taskDefinition on an ad-hoc sub-process": "即席子流程上的 zeebe:taskDefinition",
    "a multi-instance behavior that BPMN does not know": "BPMN 中没有的多实例行为 (behavior)",
    "a multi-instance behavior that throws this event": "多实例行为 (behavior) 不能抛出的事件",
    "variables that do not propagate to a global task": "不向全局任务传递的变量",
    # kinds of elements
    "transaction sub-process": "事务子流程",
    "complex gateway": "复杂网关",
    "start event of a sub-process": "子流程的开始事件",
    "event sub-process start event": "事件子流程的开始事件",
    "non-interrupting event sub-process start event": "事件子流程的非中断开始事件",
    "non-interrupting boundary event": "非中断边界事件",
    "start event with several triggers": "有多个触发器的开始事件",
    "event sub-process start event with several triggers": "事件子流程的有多个触发器的开始事件",
    "non-interrupting event sub-process start event with several triggers": "事件子流程的有多个触发器的非中断开始事件",
    "catch event with several triggers": "有多个触发器的中间捕获事件",
    "boundary event with several triggers": "有多个触发器的边界事件",
    "non-interrupting boundary event with several triggers": "有多个触发器的非中断边界事件",
    "throw event with several triggers": "有多个触发器的中间抛出事件",
    "end event with several triggers": "有多个触发器的结束事件",
    "catch event": "中间捕获事件",
    "throw event": "中间抛出事件",
    "boundary event": "边界事件",
    "end event": "结束事件",
    "timer": "定时器",
    # what a formula is for
    "job type": "作业类型",
    "retries": "重试次数",
    "priority": "优先级",
    "assignee": "办理人",
    "candidateUsers": "候选人",
    "candidateGroups": "候选组",
    "dueDate": "到期时间",
    "followUpDate": "跟进时间",
    "correlation key": "关联键",
    "time to live": "消息保留时长",
    "input collection": "输入集合",
    "active elements": "要激活的节点列表",
    "loop cardinality": "循环次数",
    "called process id": "被调用流程的编号",
    "called decision id": "被调用决策的编号",
    # states of an instance
    "completed": "完成",
    "cancelled": "取消",
    "suspended": "挂起",
    # triggers
    "escalation": "升级",
    "condition": "条件",
    "cancel": "取消",
    "error": "错误",
    "link": "链接",
    "terminate": "终止",
    "none": "空",
    "multiple": "多重",
    "parallel multiple": "并行多重",
    "triggers that exclude one another": "互相排斥的触发器",
    "escalation more than once": "多个升级",
    "compensation more than once": "多个补偿",
    "error more than once": "多个错误",
    "cancel more than once": "多个取消",
    "terminate more than once": "多个终止",
    "several times": "多个时间",
    "a trigger": "触发器",
}
#: Beginnings of phrases that end in a name.
_BEGINNINGS: Mapping[str, str] = {
    "a form with binding ": "表单绑定方式 ",
    "a call with binding ": "调用绑定方式 ",
    "a decision with binding ": "决策绑定方式 ",
    "a condition on a flow behind ": "网关出口连线上的条件, 网关类型 ",
    "a flow to something that does not wait: ": "指向不等待事件的节点的连线: ",
    "a parallel race for more than messages: ": "并行事件网关后的非消息事件: ",
    "zeebe:taskDefinition on an event with ": "不抛出消息的事件上的 zeebe:taskDefinition, 触发器 ",
    "zeebe:taskDefinition on a task of kind ": "不产生作业的任务上的 zeebe:taskDefinition, 任务类型 ",
}


def in_chinese(phrase: str) -> str:
    """The phrase in Chinese; names of extensions stay as they are."""
    found = _PHRASES.get(phrase)
    if found is not None:
        return found
    for english, chinese in _BEGINNINGS.items():
        if phrase.startswith(english):
            return chinese + phrase.removeprefix(english)
    return phrase
