"""What the checks tell people of a drawing's shape. A rule's own text has the rule's code.

A rule with several texts says which.
"""

from lingqu.checks import messages_running as _running  # noqa: F401 - registers its texts
from lingqu.kernel.messages import register

register(
    "checks",
    {
        # references and structure
        "duplicate_id": (
            "编号 {id} 已在第 {line} 行用过, 每个元素的编号必须唯一",
            "The id {id} is already used in line {line}; every element needs an id of its own",
        ),
        "dangling_reference": (
            "{attribute} 指向 “{id}”, 但图中没有这样的元素",
            "{attribute} refers to '{id}', but the drawing has no such element",
        ),
        "missing_reference": ("缺少 {attribute}", "{attribute} is missing"),
        "flow_crosses_scope": (
            "顺序流从 {source} 到 {target} 跨越了子流程边界, 令牌无法通过",
            "The sequence flow from {source} to {target} crosses the border of a process or sub-process",
        ),
        "boundary_misplaced": (
            "边界事件没有附着在同一层的活动上 ({host})",
            "The boundary event is not attached to an activity of its own scope ({host})",
        ),
        "boundary_without_event": ("边界事件没有说明等待什么", "The boundary event does not say what it waits for"),
        "boundary_with_incoming": (
            "顺序流不能进入边界事件",
            "No sequence flow can lead into a boundary event",
        ),
        "flow_into_start": (
            "顺序流不能进入开始事件或事件子流程",
            "No sequence flow can lead into a start event or an event sub-process",
        ),
        "flow_out_of_end": (
            "结束事件或事件子流程不能有流出的顺序流",
            "No sequence flow can leave an end event or an event sub-process",
        ),
        "unknown_element": (
            "第 {line} 行的 {tag} 不是 BPMN 在此处的元素",
            "{tag} in line {line} is no element that BPMN has in this place",
        ),
        "start_event_required": (
            "缺少开始事件, 将从所有没有流入连线的节点开始",
            "There is no start event: it begins at everything that no flow leads to",
        ),
        "end_event_required": ("缺少结束事件", "There is no end event"),
        "ad_hoc_sub_process": (
            "自由子流程里不能有开始或结束事件",
            "An ad-hoc sub-process has no start and end events",
        ),
        "ad_hoc_event_leads_nowhere": (
            "自由子流程里的中间事件必须有后续",
            "An intermediate event in an ad-hoc sub-process must lead to something",
        ),
        "event_sub_process_typed_start_event": (
            "事件子流程的开始事件必须说明由什么触发",
            "The start event of an event sub-process must say what triggers it",
        ),
        "sub_process_blank_start_event": (
            "子流程由到达的令牌启动, 它的开始事件不能等待其他事件",
            "A sub-process starts when its token arrives; its start event cannot wait for an event",
        ),
        "single_blank_start_event": (
            "同一层有多个空白开始事件 (另一个是 {first}): 子流程从全部开始, 流程须由发起者选择其一",
            "A second blank start event beside {first}: a sub-process begins at both; who starts a process chooses one",
        ),
        "single_event_definition": (
            "事件包含多个事件定义, 请拆成多个事件",
            "The event has several event definitions; draw one event for each",
        ),
        # flows and gateways
        "conditional_flows": (
            "同一分叉的其他流有条件, 这条没有条件也不是默认流",
            "Other flows of this fork have conditions; this one has none and is not the default",
        ),
        "compensation_without_handler": (
            "补偿边界事件没有连到补偿活动, 补偿时什么也不做",
            "The compensation event leads to no handler: when the activity is compensated nothing is done",
        ),
        "condition_without_choice": (
            "并行网关的每条流出都会执行, 这条的条件不会被计算",
            "A parallel gateway takes every flow; the condition of this one is never looked at",
        ),
        "default_with_condition": (
            "默认流不应再有条件, 它的条件不会被计算",
            "The default flow has a condition that is never looked at",
        ),
        "default_of_another": (
            "默认流 {flow} 不是从这个元素流出的",
            "The default flow {flow} does not leave this element",
        ),
        "exclusive_without_default": (
            "所有条件都不成立时流程会停在这里, 请设置默认流",
            "If no condition holds the process stops here; mark one flow as the default",
        ),
        "fork_without_conditions": (
            "网关有多条流出但都没有条件, 无法作出选择",
            "No flow out of this gateway has a condition, so there is nothing to choose by",
        ),
        "event_based_gateway": (
            "事件网关至少要有两条流出",
            "An event-based gateway needs at least two flows out",
        ),
        "event_based_condition": (
            "事件网关的流出不能有条件",
            "A flow out of an event-based gateway cannot have a condition",
        ),
        "event_based_target": (
            "事件网关之后必须是等待事件或接收任务, {target} 不是",
            "An event-based gateway leads to catching events or receive tasks, and {target} is neither",
        ),
        "fake_join": (
            "{number} 条流直接汇入, 每个令牌都会单独通过, 这里并不会汇聚",
            "{number} flows meet here without a gateway: each token passes on its own",
        ),
        "link_event": (
            "有多个名为 “{name}” 的链接捕获事件",
            "Several catching link events are called '{name}'",
        ),
        "link_without_name": ("链接事件缺少链接名", "The link event has no link name"),
        "link_without_catch": (
            "同一层里没有名为 “{name}” 的链接捕获事件",
            "No catching link event in this scope is called '{name}'",
        ),
        "link_without_throw": (
            "同一层里没有名为 “{name}” 的链接抛出事件",
            "No throwing link event in this scope is called '{name}'",
        ),
        "no_disconnected": ("元素没有与任何元素相连", "Nothing is connected with this element"),
        "no_duplicate_sequence_flows": (
            "{source} 到 {target} 已有一条条件相同的顺序流, 令牌会走两遍",
            "There is already a flow from {source} to {target} under the same condition: two tokens would go",
        ),
        "no_gateway_join_fork": (
            "网关同时汇聚又分叉, 分成两个网关更清楚",
            "The gateway joins and forks at once; two gateways say it more clearly",
        ),
        "no_implicit_end": ("路径在此中断, 请以结束事件收尾", "The path just stops here; an end event would say so"),
        "no_implicit_start": (
            "没有流进入此元素, 它又不是开始事件",
            "Nothing leads to this element, and it is no start event",
        ),
        "unreachable_catch": (
            "没有路径通向这里, 永远不会等到",
            "No path leads here: nothing ever waits at this element",
        ),
        "never_thrown": (
            "所捕获的范围内没有任何元素会抛出它, 此事件永远不会发生",
            "Nothing inside can throw what this event catches: it never happens",
        ),
        "no_implicit_split": (
            "{number} 条无条件的流同时离开, 等于并行分叉, 请用并行网关画出",
            "{number} flows leave without a condition: a parallel gateway would show the fork",
        ),
        "superfluous_gateway": (
            "网关只有一进一出, 没有作用",
            "The gateway has one flow in and one out: it decides nothing",
        ),
        "superfluous_label": (
            "只有一条路可走, 名称 “{name}” 没有作用",
            "Nothing chooses this flow, so its name '{name}' says nothing",
        ),
        "superfluous_termination": (
            "此处不会有其他令牌, 普通结束事件即可",
            "There is never another token to end here; a plain end event is enough",
        ),
        "no_complex_gateway": ("不要使用复杂网关", "Complex gateways are not used in this house"),
        "no_inclusive_gateway": ("不要使用包容网关", "Inclusive gateways are not used in this house"),
        # names
        "label_required": ("元素没有名称", "The element has no name"),
        "global": ("“{name}” 没有被任何元素使用", "Nothing uses '{name}'"),
        "root_without_name": (
            "消息、信号、错误或升级没有名称",
            "A message, signal, error or escalation needs a name",
        ),
        "root_name_repeats": ("名称 “{name}” 重复定义", "The name '{name}' is defined twice"),
    },
)
