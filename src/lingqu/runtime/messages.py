"""What the runtime tells people, in both languages."""

from lingqu.kernel.messages import register

register(
    "runtime",
    {
        "no_such_instance": ("流程实例 {key} 不存在", "Expected to find process instance {key}, but there is none"),
        "no_such_batch": ("批量操作 {key} 不存在", "Expected to find batch operation {key}, but there is none"),
        "batch_is_over": (
            "批量操作 {key} 的状态为 {state}, 不能执行此操作",
            "Expected batch operation {key} in another state than {state}",
        ),
        "batch_stopped": (
            "批量操作 {key} 已停止, 或该项已处理",
            "Batch operation {key} is not at work, or that item is done already",
        ),
        "batch_too_large": (
            "一次批量操作最多 {most} 项, 请缩小筛选范围",
            "Expected {most} items at most in one batch operation; please narrow the filter",
        ),
        "not_ended": (
            "流程实例 {key} 尚未结束, 不能删除",
            "Expected instance {key} to have ended before it is deleted, but it has not",
        ),
        "no_such_resource": ("找不到已部署的资源 {key}", "Expected to find deployed resource {key}, but there is none"),
        "still_runs": (
            "{key} 仍有 {count} 个流程实例在运行, 不能删除",
            "Expected no instance to run on {key}, but {count} do",
        ),
        "still_shown": (
            "{key} 仍有 {count} 个未完成的任务使用此表单, 不能删除",
            "Expected no open task to show form {key}, but {count} do",
        ),
        "still_called": ("{key} 仍被 {by} 使用, 不能删除", "Expected nothing to use {key}, but {by} does"),
        "business_id_taken": (
            "流程 {process} 已有业务编号为 {business_id} 的运行实例 {key}",
            "Instance {key} of {process} runs with the business id {business_id} already",
        ),
        "business_id_given": ("实例 {key} 已有业务编号 {given}", "Instance {key} has the business id {given} already"),
        "business_ids_unique": (
            "业务编号要求唯一时只能在启动时给出",
            "Where business ids are unique, one can only be given at the start",
        ),
        "no_such_version_tag": (
            "流程 {process} 没有版本标签为 {tag} 的版本",
            "Expected a version of {process} with the tag {tag}, but there is none",
        ),
        "variable_exists": ("变量 {name} 已存在", "Expected variable {name} to be new, but there is one already"),
        "no_such_variable": ("变量 {name} 不存在", "Expected to find variable {name}, but there is none"),
        "too_many_variables": ("最多 {most} 个变量", "Expected {most} variables at most"),
        "variable_too_large": ("变量值最多 {most} 字节", "Expected the value to have {most} bytes of JSON at most"),
        "no_such_process": ("找不到流程 {process}", "Expected to find process {process}, but it is not deployed"),
        "no_conditional_start": (
            "流程定义 {key} 没有条件开始事件, 或不是最新版本",
            "Expected {key} to be the newest version of a process with a conditional start event, but it is not",
        ),
        "no_such_definition": ("找不到流程定义 {key}", "Expected to find definition {key}, but there is none"),
        "too_much_waits": (
            "系统繁忙, 请 {retry_after} 秒后再试",
            "Too much waits to be written already; try again in {retry_after} s",
        ),
        "stopping": (
            "服务正在停止, 请 {retry_after} 秒后再试",
            "This node is stopping; try again in {retry_after} s",
        ),
        "cannot_write": (
            "数据库暂时无法写入 (例如磁盘已满, 被其他程序锁定, 或太慢), 操作未执行; 请 {retry_after} 秒后再试",
            "The database cannot write now (disk full, locked or slow); nothing was done, try again in {retry_after} s",
        ),
        "database_away": ("连不上数据库, 正在重试", "The database cannot be reached; trying again"),
        "database_unable": (
            "数据库无法写入 (例如磁盘已满, 或被其他程序锁定), 正在重试",
            "The database can write nothing (disk full, or locked by another program); trying again",
        ),
        "database_held": (
            "数据库的其他会话占用了本节点需要的内容, 正在重试",
            "Another session of the database holds what this node needs; trying again",
        ),
        "database_slow": (
            "数据库已 {seconds} 秒没有回应",
            "The database has not answered for {seconds} s",
        ),
        "no_answer_yet": (
            "尚未得到结果, 操作可能已经完成; 请先查询再重试",
            "There is no answer yet and the work may be done already; look before you try again",
        ),
        "set_aside": (
            "该流程实例连续处理失败 ({reason}), 已被搁置, 以免影响其他流程; 请报告此缺陷, 修复后再重试",
            "Set aside after failing again and again ({reason}); report this defect, and retry once it is mended",
        ),
        "lease_lost": (
            "任务 {job} 的租约 {given} 已失效",
            "Expected lease {given} of job {job} to be the newest, but the job was given to somebody else since",
        ),
        "row_changed": (
            "第 {row} 行与此批次首次提交时的内容不同, 未启动",
            "Expected row {row} to be as it was when this batch was first sent, but it differs; nothing was started",
        ),
        "instance_is_held": (
            "流程实例 {key} 正被占用, 请 {retry_after} 秒后再试",
            "Instance {key} is held by other work; try again in {retry_after} s",
        ),
        "asks_for_ever": (
            "命令 {command} 反复要求加载数据, 已放弃",
            "Expected {command} to find what it needs, but it went on asking; this is a defect, please report it",
        ),
        "nobody_waits": (
            "没有流程在等待消息 {name}",
            "Expected a process to wait for message {name} with that correlation key, but none does",
        ),
        "message_known": (
            "编号为 {message_id} 的消息 {name} 已经发布过",
            "Message {name} with id {message_id} has been published already",
        ),
        "no_such_evaluation": ("决策记录 {key} 不存在", "Expected an evaluation of a decision, but {key} is none"),
        "no_such_decision": ("决策定义 {key} 不存在", "Expected a deployed decision, but {key} is none"),
        "decision_not_deployed": (
            "节点 “{element}” 调用的决策 {decision} 尚未部署, 运行到此处会产生异常",
            "Element '{element}' calls decision {decision}, which is not deployed: an incident would stop it",
        ),
        "never_thrown": (
            "节点 “{element}” 等待消息 {message}, 但没有已部署的流程或已连接的系统发出它, 只能通过 API 发布",
            "Element '{element}' waits for message {message}, which nothing here throws: publish it through the API",
        ),
        "process_not_deployed": (
            "节点 “{element}” 调用的流程 {process} 尚未部署这样的版本",
            "Element '{element}' calls process {process}, but no such version of it is deployed yet",
        ),
        "process_not_beside": (
            "节点 “{element}” 要求流程 {process} 与本流程一起部署, 但本次部署中没有它",
            "Element '{element}' wants process {process} deployed together with it, but it is not in this deployment",
        ),
        "decision_not_beside": (
            "节点 “{element}” 要求决策 {decision} 与流程一起部署, 但本次部署中没有它",
            "Element '{element}' wants decision {decision} deployed together with it, but it is not in this deployment",
        ),
        "decision_without_id": (
            "决策 “{name}” 没有编号, 流程无法调用它",
            "Expected decision '{name}' to have an id, but it has none: no process could call it",
        ),
        "refused": ("部署被拒绝: {count} 个错误", "The deployment was refused: {count} errors"),
        "unknown_resource": (
            "文件 {file} 的类型无法识别, 应为 .bpmn、.form 或 .dmn",
            "Expected {file} to be a .bpmn, .form or .dmn file",
        ),
        "bad_resource": ("文件 {file} 无法读取: {reason}", "Expected {file} to be readable, but {reason}"),
        "nothing_to_deploy": ("没有可部署的内容", "Expected at least one file with something to deploy"),
        "not_executable": (
            "文件 {file} 中没有可执行的流程",
            "Expected an executable process in {file}, but there is none",
        ),
        "twice": (
            "{kind} {id} 在同一次部署中出现了两次",
            "Expected {kind} {id} once in a deployment, but it is there twice",
        ),
        "resource_too_big": (
            "文件 {file} 超过 {most} 字节",
            "Expected {file} to have at most {most} bytes",
        ),
        "clock_apart": (
            "本机时钟与数据库相差 {apart} 毫秒, 超过 1 秒",
            "Expected this node's clock within 1 s of the database's, but it is {apart} ms apart",
        ),
        "caller_ended": ("调用它的流程已结束", "The process that called it has ended"),
        "key_runs": (
            "流程 {process} 已有关联键为 {correlation} 的实例在运行",
            "Expected no running instance of {process} with key {correlation}, but there is one",
        ),
        "no_start": (
            "流程 {process} 没有可直接启动的开始事件",
            "Expected process {process} to have a none start event, but it has none",
        ),
        "was_called": (
            "实例 {key} 由 {root} 调用, 请抹除后者",
            "Instance {key} was called by {root}: forget that one",
        ),
        "effects_open": (
            "实例 {key} 还有 {count} 个对外操作未了结",
            "Instance {key} has {count} effects in other systems that are not settled",
        ),
        "bad_collector": (
            "LINGQU_OTLP_ENDPOINT 应为 http 或 https 地址, 收到的是 {given}",
            "Expected LINGQU_OTLP_ENDPOINT to be an address with http or https, but it is {given}",
        ),
        "traces_need_otel": (
            "已设置 LINGQU_OTLP_ENDPOINT, 但未安装 opentelemetry-proto: 请安装 lingqu[otel]",
            "There is LINGQU_OTLP_ENDPOINT, but opentelemetry-proto is not installed: install lingqu[otel]",
        ),
        "archive_needs_pyarrow": (
            "已设置归档文件夹 {folder}, 但未安装 pyarrow: 请安装 lingqu[archive]",
            "There is a folder for the archive, {folder}, but pyarrow is not installed: install lingqu[archive]",
        ),
    },
)
