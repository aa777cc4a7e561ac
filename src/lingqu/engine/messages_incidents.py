"""What incidents say: why a place has stopped."""

from lingqu.kernel.messages import register

register(
    "engine",
    {
        "no_flow": (
            "没有任何出口的条件成立, 也没有默认出口",
            "Expected a condition of an outgoing flow to hold, but none does and there is no default flow",
        ),
        "condition_not_boolean": (
            "条件 {text} 的结果应为 true 或 false, 实际是 {found_zh}",
            "Expected {text} to be true or false, but it is {found}",
        ),
        "not_text": (
            "{what_zh}的表达式 {text} 应得到文本, 实际是 {found_zh}",
            "Expected {what} ({text}) to be a text, but it is {found}",
        ),
        "not_whole": (
            "{what_zh}的表达式 {text} 应得到非负整数, 实际是 {found_zh}",
            "Expected {what} ({text}) to be a whole number of at least 0, but it is {found}",
        ),
        "not_integer": (
            "{what_zh}的表达式 {text} 应得到 32 位整数, 实际是 {found_zh}",
            "Expected {what} ({text}) to be a whole number of 32 bits, but it is {found}",
        ),
        "not_list": (
            "{what_zh}的表达式 {text} 应得到列表, 实际是 {found_zh}",
            "Expected {what} ({text}) to be a list, but it is {found}",
        ),
        "no_calendar": (
            "没有名为 “{name}” 的工作日历",
            "Expected a working calendar named '{name}', but there is none",
        ),
        "not_a_time": (
            "{what_zh}的表达式 {text} 应得到日期、时长或周期, 实际是 {found_zh}",
            "Expected {what} ({text}) to be a date, a duration or a repetition, but it is {found}",
        ),
        "mapping_failed": (
            "变量映射 {target} 无法求值 ({text}): {reason_zh}",
            "Variable {target} could not be mapped from {text}: {reason_en}",
        ),
        "not_evaluated": (
            "表达式 {text} 无法求值: {reason_zh}",
            "{text} could not be evaluated: {reason_en}",
        ),
        "job_failed": ("作业失败且重试次数已用完: {error}", "The job failed and has no retries left: {error}"),
        "error_uncaught": (
            "抛出的错误 “{error_code}” 没有被任何边界事件捕获: {error}",
            "Expected error '{error_code}' to be caught, but no event catches it: {error}",
        ),
        "called_no_start": (
            "被调用的流程 {process} 没有空白开始事件, 无法由调用活动启动",
            "Expected called process {process} to have a none start event, but it only starts by messages or times",
        ),
        "called_several_starts": (
            "被调用的流程 {process} 有多个空白开始事件 ({starts}), 调用活动无法选择",
            "Expected called process {process} to have one none start event, but it has several: {starts}",
        ),
        "called_not_beside": (
            "没有与本流程一起部署的流程 {process}",
            "Expected process {process} in the same deployment, but there is none",
        ),
        "called_no_tag": (
            "流程 {process} 没有标签为 {tag} 的版本",
            "Expected a version of process {process} with tag {tag}, but there is none",
        ),
        "called_missing": (
            "被调用的流程 {process} 尚未部署",
            "Expected process {process} to be deployed, but it is not",
        ),
        "called_cancelled": ("被调用的子流程已被取消", "The called instance was cancelled"),
        "decision_missing": (
            "被调用的决策 {decision} 尚未部署",
            "Expected decision {decision} to be deployed, but it is not",
        ),
        "decision_tag_missing": (
            "被调用的决策 {decision} 没有版本标签为 {tag} 的版本",
            "Expected decision {decision} to be deployed with version tag {tag}, but it is not",
        ),
        "decision_not_beside": (
            "被调用的决策 {decision} 没有与流程一起部署",
            "Expected decision {decision} to be deployed together with the process, but it was not",
        ),
        "not_kept": ("结果不能保存为 JSON", "The result cannot be kept as JSON"),
        "decision_failed": (
            "决策 {decision} 无法求值: {reason_zh}",
            "Decision {decision} could not be evaluated: {reason_en}",
        ),
        "call_depth": (
            "调用层数超过 {limit}",
            "Expected at most {limit} call activities above one another, but there are more",
        ),
        "loop_limit": (
            "一次推进超过 {limit} 步, 流程可能在空转",
            "Expected the run to come to rest within {limit} steps, but it did not: it may be going in circles",
        ),
        "counter_limit": (
            "流程实例的本地编号即将用完",
            "The instance has used up its local keys",
        ),
    },
)
