"""The engine's own messages. Here those of refused commands; incidents and deployment have files of their own."""

from lingqu.engine import messages_deploying as _deploying  # noqa: F401 - registers its texts
from lingqu.engine import messages_incidents as _incidents  # noqa: F401 - registers its texts
from lingqu.kernel.messages import register

register(
    "engine",
    {
        "already_started": ("流程实例 {instance} 已经启动过了", "Instance {instance} has already been started"),
        "no_instance": ("没有这个流程实例", "Expected a process instance, but there is none with this key"),
        "instance_not_running": (
            "流程实例已{status_zh}, 不能再执行此操作",
            "Expected a running instance, but it is {status}",
        ),
        "instance_suspended": (
            "流程实例已暂停, 恢复后才能执行此操作",
            "The instance is suspended; this can be done once it is resumed",
        ),
        "suspended_already": ("流程实例已经暂停", "The instance is suspended already"),
        "not_suspended": ("流程实例没有暂停", "Expected a suspended instance, but it is running"),
        "caller_suspended": (
            "流程实例因上级流程暂停而暂停, 请恢复上级流程",
            "The instance is suspended because the one that called it is; resume that one",
        ),
        "no_start": (
            "流程 {process} 没有可用的开始事件",
            "Expected process {process} to have a start event that can be used here, but it has none",
        ),
        "choose_start": (
            "流程 {process} 有多个空白开始事件 ({starts}), 请指定从哪一个开始",
            "Expected the choice of a start event, as process {process} has several without a trigger: {starts}",
        ),
        "job_not_found": ("任务作业 {key} 不存在或已结束", "Expected an open job, but {key} is none or has ended"),
        "wrong_type": (
            "变量 {name} 的类型应为 {wanted}, 实际是 {found}",
            "Expected variable {name} to be a {wanted}, but it is {found}",
        ),
        "task_changing": (
            "待办 {key} 正在等待监听器 ({event}) 的答复",
            "Expected a task that nothing is asked of, but {key} waits for its listeners to {event}",
        ),
        "cannot_deny": (
            "{event} 监听器不能拒绝",
            "Expected a listener to a change that can be denied, but {event} cannot",
        ),
        "instance_ending": (
            "实例 {key} 正在结束, 待任务监听器答复后即告终止",
            "Expected an instance that goes on, but {key} is being cancelled and waits for task listeners",
        ),
        "rewind_scope_ending": (
            "目标 {target} 所在的范围正在结束其中的任务, 待任务监听器答复后再试",
            "Expected a scope that goes on, but that of {target} is ending what is in it and waits for task listeners",
        ),
        "scope_ending": (
            "{scope} 正在结束其中的任务, 待任务监听器答复后再试",
            "Expected a scope that goes on, but {scope} is ending what is in it and waits for task listeners",
        ),
        "no_task_listener": (
            "作业 {key} 不是任务监听器, 不能拒绝或更正",
            "Expected the job of a task listener, but {key} is none: it can neither deny nor correct",
        ),
        "listener_error": (
            "监听器作业 {key} 不能抛出 BPMN 错误",
            "Expected the job of an element, but {key} is that of a listener, which cannot throw a BPMN error",
        ),
        "task_not_found": ("待办 {key} 不存在或已办结", "Expected an open task, but {key} is none or has ended"),
        "task_assigned": (
            "待办 {key} 已由 {assignee} 认领",
            "Expected a task without assignee, but {key} is assigned to {assignee}",
        ),
        "timer_not_found": (
            "定时器 {key} 不存在或已触发",
            "Expected an open timer, but {key} is none or has fired",
        ),
        "subscription_not_found": (
            "消息订阅 {key} 不存在或已关闭",
            "Expected an open subscription, but {key} is none or was closed",
        ),
        "incident_not_found": (
            "异常 {key} 不存在或已解决",
            "Expected an open incident, but {key} is none or was resolved",
        ),
        "element_not_found": (
            "节点实例 {key} 不存在或已结束",
            "Expected a live element instance, but {key} is none or has ended",
        ),
        "not_multi_instance": (
            "节点实例 {key} 不是正在进行的多实例活动",
            "Expected a multi-instance activity that runs, but {key} is none, or is over",
        ),
        "ad_hoc_closed": (
            "节点实例 {key} 不是正在等待激活的即席子流程",
            "Expected an ad-hoc sub-process that takes activations, but {key} is none, or is over",
        ),
        "ad_hoc_unknown": (
            "即席子流程 {ad_hoc} 中没有可以激活的节点 {element}",
            "Expected an element of ad-hoc sub-process {ad_hoc} without incoming flows, but {element} is none",
        ),
        "ad_hoc_over": (
            "不能在结束即席子流程 {ad_hoc} 的同时激活其中的节点",
            "Expected ad-hoc sub-process {ad_hoc} to be over or to activate elements, but the answer says both",
        ),
        "ad_hoc_one_by_one": (
            "即席子流程 {ad_hoc} 是顺序执行的, 同一时间只能激活一个节点",
            "Expected one activation at a time, as ad-hoc sub-process {ad_hoc} is sequential, but there are more",
        ),
        "bad_retries": ("重试次数应为非负整数", "Expected retries to be a whole number of at least 0"),
        "child_not_found": (
            "节点实例 {owner} 没有在等待子流程 {child}",
            "Expected element instance {owner} to wait for instance {child}, but it does not",
        ),
        "rewind_unknown": (
            "无法退回: 没有编号为 {target} 的节点记录",
            "Expected to go back to {target}, but no such visit is known",
        ),
        "rewind_scope_gone": (
            "无法退回: 节点所在的子流程已经结束",
            "Expected to go back to that step, but the scope that it stood in has ended",
        ),
        "rewind_inner": (
            "无法退回到多实例活动的某一次执行, 请退回到整个活动",
            "Expected to go back to a whole activity, but that is one run of a multi-instance activity",
        ),
        "rewind_no_descendant": (
            "无法退回: 当前没有从该节点走出来的分支",
            "Expected to go back to that step, but nothing that is active came from it",
        ),
        "rewind_sibling": (
            "无法退回: 目标节点在另一条并行分支上",
            "Expected to go back to that step, but it stands in another parallel branch",
        ),
        "modify_nothing": (
            "没有要修改的内容",
            "Expected something to activate, move or terminate, but there is nothing",
        ),
        "modify_unknown": (
            "流程 {process} 中没有节点 {element}",
            "Expected process {process} to have an element {element}, but it has none",
        ),
        "modify_kind": (
            "节点 {element} 不能直接激活: {reason_zh}",
            "Element {element} cannot be activated: it is {reason}",
        ),
        "modify_not_there": (
            "节点 {element} 当前没有活动的实例",
            "Expected element {element} to be active, but it is not",
        ),
        "modify_ambiguous": (
            "{scope} 当前有 {count} 个实例, 请指定在哪一个里激活 {element}",
            "Expected one instance of {scope} in which to activate {element}, but there are {count}; name one",
        ),
        "modify_ancestor": (
            "{element} 不在指定的上级实例 {ancestor} 之内",
            "Expected element instance {ancestor} to be a scope around {element}, but it is not",
        ),
        "modify_ad_hoc": (
            "不能在即席子流程 {scope} 之外新建它的执行, 请先激活其中的节点",
            "Expected a run in ad-hoc sub-process {scope}, but there is none; activate an element in it instead",
        ),
        "modify_loop": (
            "不能新建多实例活动 {scope} 的单次执行, 请指定一次正在进行的执行",
            "Expected a running instance of multi-instance activity {scope}, but none was named; it cannot be made",
        ),
        "modify_inner": (
            "不能移动多实例活动 {element} 的单次执行, 请移动整个活动",
            "Expected to move a whole multi-instance activity, but that is one run of {element}",
        ),
        "modify_scope": (
            "变量的作用域 {scope} 不包含节点 {element}",
            "Expected {scope} to be {element} or a scope around it, but it is not",
        ),
        "modify_mapping": (
            "无法进入 {scope}: {reason}",
            "Expected {scope} to be entered, but its mappings or events cannot be evaluated: {reason}",
        ),
        "modify_ends_called": (
            "此修改会使被调用的流程结束, 请改为取消其上级流程",
            "That would end an instance which another one called; cancel the caller instead",
        ),
        "migrate_same": (
            "流程实例已经在使用这个版本",
            "Expected another definition than the one that the instance belongs to",
        ),
        "migrate_twice": ("节点 {element} 被映射了两次", "Expected one target for {element}, but two are given"),
        "migrate_impossible": ("无法迁移: {found_zh}", "The instance cannot be migrated: {found}"),
        "migrate_at": ("节点 {element}: {reason}", "{element}: {reason}"),
        "migrate_several_triggers": (
            "正在等待多重事件的触发器, 触发后才能迁移",
            "it waits for an event with several triggers; it can be migrated once that has gone off",
        ),
        "migrate_unmapped": ("目标版本中没有对应的节点", "there is no counterpart in the target version"),
        "migrate_kind": (
            "类型不相容 ({kind} → {target_kind} {target})",
            "{kind} cannot go on as {target} ({target_kind}), which waits in another way",
        ),
        "migrate_loop_added": ("目标节点 {target} 增加了循环", "{target} repeats, which it did not before"),
        "migrate_loop_removed": ("目标节点 {target} 取消了循环", "{target} does not repeat any more"),
        "migrate_loop_kind": ("目标节点 {target} 的循环方式不同", "{target} repeats in another way"),
        "migrate_approval": (
            "目标节点 {target} 增加或取消了审批",
            "{target} is decided by votes and this one is not, or the other way round",
        ),
        "migrate_undoing": ("正在补偿", "it is being compensated"),
        "migrate_ending": (
            "正在结束, 等待任务监听器答复",
            "it is being terminated and waits for task listeners",
        ),
        "migrate_suspended_loop": (
            "串行改为并行会立即启动其余各项, 请先恢复流程",
            "what has not begun would begin at once; resume the instance first",
        ),
        "migrate_gateway_open": (
            "其中的复杂网关已激活, 尚未复位",
            "a complex gateway in it was activated and has not reset yet",
        ),
        "migrate_compensation": (
            "已完成, 但目标版本中没有相应的补偿",
            "it has completed and can be compensated, but not in the target version",
        ),
        "migrate_into_loop": (
            "目标版本中它在多实例子流程 {scope} 内",
            "it is drawn inside multi-instance {scope} there, of which no run exists",
        ),
        "migrate_into_event": (
            "目标版本中它在事件子流程 {scope} 内, 而该事件并未发生",
            "it is drawn inside event sub-process {scope} there, which was not triggered",
        ),
        "migrate_out_of_loop": (
            "目标版本中它不在多实例子流程 {scope} 内",
            "it is not drawn inside multi-instance {scope} any more",
        ),
        "migrate_join_moved": (
            "目标版本中汇聚网关 {target} 在另一个子流程内, 而这里有令牌在等待",
            "tokens wait there, but {target} stands in another scope in the target version",
        ),
        "migrate_flow_gone": (
            "等待的令牌所在连线 {flow} 在目标版本中没有对应的连线",
            "a token waits on flow {flow}, which has no counterpart in the target version",
        ),
        "migrate_evaluation": ("无法求值: {why}", "what it waits for cannot be evaluated: {why}"),
    },
)
