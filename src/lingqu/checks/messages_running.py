"""What the checks tell people of what would run, what is proven, and the picture."""

from lingqu.kernel.messages import register

register(
    "checks",
    {
        # what runs
        "conditional_event": ("条件事件没有条件", "The conditional event has no condition"),
        "empty_expression": ("{place} 是空的表达式", "{place} is an empty expression"),
        "other_language": (
            "{place} 的语言是 {language}, 应为 FEEL: “{text}”",
            "{place} must be FEEL, but its language is {language}: '{text}'",
        ),
        "taken_as_feel": (
            "{place} 没有以 = 开头, 按 FEEL 表达式处理: “{text}” (Camunda 8 不接受)",
            "{place} does not begin with '=' and is taken as FEEL: '{text}' (Camunda 8 refuses it)",
        ),
        "not_an_expression": (
            "{place} 应为以 = 开头的 FEEL 表达式, 实际是 “{text}”",
            "{place} must be a FEEL expression beginning with '=', but it is '{text}'",
        ),
        "feel_types": (
            "{place} 的表达式中有一处只会得到空值 null: {reason_zh}",
            "A part of the expression of {place} can only give null: {reason}",
        ),
        "feel_names": (
            "{place} 的表达式读取 “{name}”, 但图中没有给它赋值的地方, 是否指 “{near}”?",
            "The expression of {place} reads '{name}', which nothing here sets; did you mean '{near}'?",
        ),
        "feel_syntax": ("{place} 的表达式有误: {reason_zh}", "The expression of {place} is wrong: {reason}"),
        "timer_text": (
            "定时器 {kind} 写成了 “{text}”, 应类似 {example}",
            "The timer's {kind} is '{text}', but should look like {example}",
        ),
        "timer_not_one": (
            "定时器应在日期、时长、周期中恰好给出一个, 实际有 {number} 个",
            "A timer has exactly one of date, duration and cycle, but this one has {number}",
        ),
        "timer_empty": ("定时器没有内容", "The timer is empty"),
        "missing_task_type": (
            "没有作业类型, 不会有程序来领取这项工作",
            "There is no job type: nobody would ever take this work",
        ),
        "missing_called_element": (
            "调用活动没有指明要调用的流程",
            "The call activity does not say which process it calls",
        ),
        "missing_called_decision": (
            "决策任务要同时给出决策编号和结果变量",
            "A called decision needs both the decision's id and a result variable",
        ),
        "missing_correlation_key": (
            "消息 “{message}” 没有关联键: 同名的任何消息都会送达, 无法判断发给哪个实例",
            "The message '{message}' has no correlation key: any message of the name will do, whoever it is for",
        ),
        "event_without_reference": (
            "没有说明是哪个消息或信号",
            "It does not say which message or signal it is about",
        ),
        "error_without_code": (
            "抛出的错误没有代码, 只有不限代码的捕获事件能捕获它",
            "The error has no code: only events that catch any error catch it",
        ),
        "multi_instance_without_number": (
            "多实例没有给出集合或次数",
            "The multi-instance has neither a collection nor a number",
        ),
        "approval_elsewhere": ("审批规则只能写在用户任务上", "Only a user task can have approval rules"),
        "lingqu_extension": ("没有名为 lingqu:{tag} 的扩展元素", "There is no extension element lingqu:{tag}"),
        "unknown_attribute": (
            "lingqu:{tag} 没有名为 {attribute} 的属性",
            "lingqu:{tag} has no attribute {attribute}",
        ),
        "misplaced_extension": (
            "{tag} 写在这里不起作用, 只能写在 {places} 上",
            "{tag} means nothing here, only on: {places}",
        ),
        "extension_value": (
            "lingqu:{tag} 的 {attribute} 应为 {expected}, 实际是 “{given}”",
            "{attribute} of lingqu:{tag} should be {expected}, but it is '{given}'",
        ),
        "resource_role": (
            "{role} 没有指定任何人: 它引用资源, 或者不是 FEEL 也不是 user(…), group(…), 或者与其他角色冲突",
            "{role} assigns nobody: it names a resource, is neither FEEL nor user(…), group(…), or clashes",
        ),
        "unassigned_user_task": (
            "没有指定办理人或候选人, 只有管理员能找到这项任务",
            "Nobody is assigned or candidate: only an administrator could find this task",
        ),
        # soundness
        "soundness_deadlock": (
            "流程可能永远停在 “{element}”: 等待的令牌不会到来",
            "The process can get stuck at '{element}': what it waits for never comes",
        ),
        "soundness_livelock": (
            "流程可能在 “{element}” 附近一直循环, 无法走到结束",
            "The process can go round for ever at '{element}' and never reach an end",
        ),
        "soundness_unsafe": (
            "“{element}” 上可能同时有两个令牌: 分开的路径没有先汇合",
            "Two tokens can be on '{element}' at once: branches meet without being joined",
        ),
        "soundness_improper": (
            "同一次运行中可能两次到达结束事件 “{element}”",
            "One run can reach the end event '{element}' twice",
        ),
        "soundness_dead": (
            "“{element}” 永远不会执行",
            "'{element}' can never happen",
        ),
        "soundness_undecided": (
            "在 {seconds} 秒的限制内未能判定流程是否健全",
            "Whether the process is sound could not be decided within the {seconds} s given",
        ),
        "soundness_beyond": (
            "流程的健全性不能判定: 令牌数量没有上限, 或活动一次处理多个令牌",
            "Whether the process is sound cannot be decided: tokens pile up without end, or activities gather several",
        ),
        # the picture
        "no_diagram": ("文件里没有图形信息, 设计器无法显示", "The file holds no picture that a designer could show"),
        "no_bpmndi": ("元素没有画在图上", "The element is not in the picture"),
        "no_overlapping_elements": ("与 “{other}” 重叠", "It lies over '{other}'"),
        "sticks_out": ("超出了 “{frame}” 的边框", "It sticks out of '{frame}'"),
        "standard_size": (
            "尺寸与惯例 {width} × {height} 不同",
            "Its size is not the usual {width} × {height}",
        ),
    },
)
