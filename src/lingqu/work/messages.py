"""What work tells people, and the sentences of the timeline."""

from lingqu.kernel.messages import register

register(
    "work",
    {
        "no_such_task": ("找不到任务 {key}", "There is no task {key}"),
        "no_such_process": ("找不到流程 {process}", "There is no process {process}"),
        "no_such_form": (
            "找不到表单 {form}, 请先部署它",
            "Expected form {form} to be deployed, but it is not",
        ),
        "may_not_start": ("您无权发起流程 {process}", "You may not start process {process}"),
        "no_plain_start": (
            "{element} 不是流程 {process} 的空白开始事件, 不能从它发起",
            "Expected a start event of {process} without a trigger, but {element} is none: you may not start there",
        ),
        "not_allowed": ("您不能对该任务执行此操作 ({verb})", "You may not do this with the task ({verb})"),
        "paused": (
            "流程已暂停, 恢复后才能处理此任务",
            "The process is suspended; this task can be worked on once it is resumed",
        ),
        "task_is_over": ("该任务已结束", "This task is over"),
        "somebody_elses": ("该任务已由 {person} 领取", "{person} has this task"),
        "needs_a_vote": (
            "该任务需要表决, 请使用同意或拒绝",
            "This task is decided by votes: please approve or reject",
        ),
        "no_vote": ("该任务无需表决, 请直接完成", "This task has no vote: please complete it"),
        "not_active": ("{person} 已停用, 不能接收任务", "{person} is not active and cannot take work"),
        "urged_recently": (
            "刚刚已催办过, 请 {retry_after} 秒后再试",
            "This was urged just now; please try again in {retry_after} s",
        ),
        "nobody_to_urge": ("没有可催办的人", "There is nobody to urge"),
        "nobody_named": ("请至少选择一个人", "Please name at least one person"),
        "too_many_people": ("一次最多选择 {most} 人", "Please name at most {most} people at once"),
        "idempotency_key": (
            "Idempotency-Key 最长 {most} 个字符",
            "Expected an Idempotency-Key of at most {most} characters",
        ),
        "draft_too_large": ("草稿过大 ({size} 字节, 最多 {most})", "The draft has {size} bytes; the most is {most}"),
        "typed_elsewhere": (
            "您在另一个窗口中也填写了此任务, 请先载入那里的内容",
            "The form was filled in elsewhere meanwhile, perhaps in another window of yours: load it first",
        ),
        # who decides
        "rule_unknown": ("无法识别的审批人规则: {rule}", "Expected a rule such as user:ID or head, but it is {rule}"),
        "rule_empty": ("审批人规则 {rule} 没有找到任何在职人员", "Rule {rule} finds nobody who is active"),
        "rule_value": (
            "审批人规则 {rule} 应得到人员, 实际得到 {given}",
            "Expected rule {rule} to give people, but it gives {given}",
        ),
        "no_rules": ("未设置审批人", "Nobody is named to decide"),
        # the timeline
        "story_started": ("{person} 发起了流程", "{person} started the process"),
        "story_started_alone": ("流程启动", "The process started"),
        "story_entered": ("到达「{element}」", "“{element}” was reached"),
        "story_completed": ("{person} 完成了「{element}」", "{person} completed “{element}”"),
        "story_completed_alone": ("「{element}」已完成", "“{element}” was completed"),
        "story_approved": ("{person} 同意「{element}」", "{person} approved “{element}”"),
        "story_approved_for": ("{person} 代 {behalf} 同意「{element}」", "{person} approved “{element}” for {behalf}"),
        "story_rejected": ("{person} 拒绝「{element}」", "{person} rejected “{element}”"),
        "story_rejected_for": ("{person} 代 {behalf} 拒绝「{element}」", "{person} rejected “{element}” for {behalf}"),
        "story_sent_back": ("{person} 退回了「{element}」", "{person} sent “{element}” back"),
        "story_transferred": (
            "{person} 将「{element}」转办给 {to}",
            "{person} transferred “{element}” to {to}",
        ),
        "story_moved": (
            "{person} 将 {giver} 的「{element}」转给 {to}",
            "{person} moved “{element}” from {giver} to {to}",
        ),
        "story_claimed": ("{person} 领取了「{element}」", "{person} claimed “{element}”"),
        "story_unclaimed": ("{person} 退领了「{element}」", "{person} gave “{element}” back to the group"),
        "story_assigned": ("「{element}」分配给 {to}", "“{element}” was assigned to {to}"),
        "story_delegated": (
            "按委托, {person} 的「{element}」由 {to} 处理",
            "By delegation {to} acts on “{element}” for {person}",
        ),
        "story_seats": ("「{element}」等待 {people} 审批", "“{element}” waits for {people}"),
        "story_passed": ("「{element}」审批通过: {reason}", "“{element}” passed: {reason}"),
        "story_not_passed": ("「{element}」审批未通过: {reason}", "“{element}” did not pass: {reason}"),
        "story_nobody": ("「{element}」找不到审批人: {why}", "Nobody was found for “{element}”: {why}"),
        "story_urged": ("{person} 催办 {people}", "{person} urged {people}"),
        "story_urged_alone": ("系统提醒 {people} 处理「{element}」", "{people} were reminded of “{element}”"),
        "story_commented": ("{person} 对「{element}」留言", "{person} commented on “{element}”"),
        "story_copied": ("{person} 抄送给 {people}", "{person} copied {people}"),
        "story_copied_alone": ("抄送给 {people}", "{people} were copied"),
        "story_cancelled": ("流程被取消 {why}", "The process was cancelled {why}"),
        "story_finished": ("流程结束", "The process finished"),
        "story_incident": ("「{element}」出现异常: {why}", "“{element}” has a problem: {why}"),
        "story_resolved": ("{person} 处理了异常", "{person} resolved the problem"),
        "system": ("系统", "the system"),
    },
)
