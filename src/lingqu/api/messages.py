"""What the API itself tells callers."""

from lingqu.kernel.messages import register

register(
    "api",
    {
        "bad_request": ("请求格式不正确: {reason}", "The request is not well-formed: {reason}"),
        "no_such_path": ("没有此地址: {path}", "There is nothing at {path}"),
        "wrong_method": ("{path} 不支持 {method}", "{path} does not take {method}"),
        "too_large": ("请求内容过大", "The request body is too large"),
        "refused": ("请求被拒绝: {reason}", "The request was refused: {reason}"),
        "too_many_requests": (
            "请求过于频繁, 请 {retry_after} 秒后再试",
            "These are too many requests: try again in {retry_after} s",
        ),
        "database_away": (
            "数据库暂时无法访问, 请 {retry_after} 秒后再试",
            "The database cannot be asked at the moment; try again in {retry_after} s",
        ),
        "our_fault": (
            "服务器内部错误, 已记录。没有任何内容被部分执行。",
            "Something went wrong on our side; it was logged, and nothing was half done.",
        ),
        "bad_cursor": ("分页游标无效", "Expected the cursor of an earlier page, but it is something else"),
        "not_found": ("没有找到 {what} {key}", "There is no {what} {key}"),
        "precondition": (
            "内容已被他人修改, 请刷新后重试",
            "Somebody changed this in the meantime; please load it again",
        ),
        "bad_name": (
            "{field} 应为 1 到 256 个字母、数字、下划线、点或连字符",
            "Expected {field} to be 1 to 256 letters, digits, underscores, dots or hyphens",
        ),
        "not_json": ("资源 {key} 的内容不是 JSON 对象", "Resource {key} does not hold a JSON object"),
        "not_yours": ("只有上传者或运维人员可以删除", "Only whoever brought it, or who operates, may delete it"),
        "field_missing": ("缺少 {field}", "Expected {field}, but it is missing"),
        "bad_field": ("{field} 不正确: {reason}", "{field} is not right: {reason}"),
        "why_no_field": ("没有此字段", "there is no such field"),
        "why_no_operator": ("不支持运算符 {given}", "{given} is not an operator"),
        "why_no_time": ("{given} 不是 ISO 8601 时间", "{given} is not an ISO 8601 time"),
        "why_no_duration": ("{given} 不是 ISO 8601 时长", "{given} is not an ISO 8601 duration"),
        "why_no_etag": ("不是本系统给出的 ETag", "it is not an ETag of ours"),
        "why_none_of": ("应为其中之一: {known}", "expected one of {known}"),
        "why_not_between": ("应为 {least} 到 {most} 的整数", "expected a whole number {least} to {most}"),
        "why_too_many": ("最多 {most} 项", "expected {most} at most"),
        "why_too_small": ("不得小于 {least}", "expected {least} or more"),
        "why_not_key": ("应为文本形式的编号", "expected a key as text"),
        "why_not_text": ("应为文本", "expected text"),
        "why_not_truth": ("应为 true 或 false", "expected true or false"),
        "why_not_whole": ("应为整数", "expected a whole number"),
        "why_not_object": ("应为对象", "expected an object"),
        "why_not_list": ("应为非空列表", "expected a list that is not empty"),
        "why_one_of_two": ("与 {other} 只能给出一个", "expected either this or {other}"),
        "why_not_variable": ('应为 {{"name": …, "value": …}}', 'expected {{"name": …, "value": …}}'),
        "why_not_your_tenant": ("不是您的租户", "it is not your tenant"),
        "bad_row": ("第 {row} 行无法读取: {reason}", "Row {row} cannot be read: {reason}"),
        "why_row_no_object": ("应为 JSON 对象", "expected a JSON object"),
        "why_row_cells": (
            "有 {found} 个单元格, 表头有 {columns} 列",
            "it has {found} cells, but the header has {columns} columns",
        ),
        "why_row_header": ("表头为空或有重名", "the header is empty or has a name twice"),
        "why_row_encoding": ("不是 UTF-8 文本", "it is not UTF-8 text"),
        "why_row_long": ("超过 {most} 字节", "it has more than {most} bytes"),
        "key_used": (
            "此 {header} 已用于另一个内容不同的请求",
            "This {header} was used for a request with another body",
        ),
        "key_open": (
            "带此 {header} 的请求正在处理, 或处理中断而结果不明; 请先查询, 不要重复提交",
            "The request with this {header} is under way, or was cut off; look before you repeat it",
        ),
        "key_done": (
            "带此 {header} 的请求已经完成, 但其回答过长而未保存; 请查询结果",
            "The request with this {header} was done; its answer was too long to be kept: look for the result",
        ),
        "not_over_yet": (
            "流程实例 {key} 已启动, 但在 {seconds} 秒内尚未结束; 它会继续运行, 请勿重复启动",
            "Instance {key} was started and goes on, but was not over within {seconds} s; do not start it again",
        ),
        "was_cancelled": ("流程实例 {key} 已被取消, 没有结果", "Instance {key} was cancelled: there is no result"),
        "only_in_tests": (
            "{what} 仅用于测试: 请在配置中启用 {setting}",
            "The {what} can be changed in tests only: switch the setting {setting} on",
        ),
        "no_identity": (
            "尚不支持通过此接口管理用户、组、角色、租户和授权, 请使用 /api 或界面",
            "People, groups, roles, tenants and authorizations are not managed here yet: use /api or the web app",
        ),
        "no_agents": ("没有智能体接口", "There are no agents here"),
        "no_secrets": ("密钥不通过此接口提供, 请使用 /api/secrets", "Secrets are not given out here: use /api/secrets"),
        "does_not_apply": (
            "不适用: 灵渠没有独立的 broker、导出器或分区, 数据与备份由数据库负责 ({reason})",
            "Does not apply ({reason}): Lingqu has no brokers, exporters or partitions; backups are the database's",
        ),
        "not_supported": ("不支持: {what}", "Not supported: {what}"),
    },
)
