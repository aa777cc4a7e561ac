"""What forms tell people about their fields."""

from lingqu.kernel.messages import register

register(
    "forms",
    {
        "field_without_key": (
            "表单中有一个 {type} 组件没有键名",
            "Expected every field to have a key, but a {type} has none",
        ),
        "unknown_component": ("不支持的表单组件: {type}", "The form's component {type} is not supported"),
        "bad_expression": ("表达式无法读取: {reason}", "The expression cannot be read: {reason}"),
        "bad_pattern": (
            "校验规则无法使用 (不支持前后查找和反向引用): {reason}",
            "The pattern cannot be used (no look-around, no back references): {reason}",
        ),
        "required": ("必填", "Please fill this in"),
        "hidden": ("您无权填写该字段", "You may not write this field"),
        "read_only": ("该字段只读, 不能修改", "This field is read-only"),
        "unknown_field": ("表单中没有该字段", "The form has no such field"),
        "expected_text": ("应为文字", "Expected text"),
        "expected_number": ("应为数字", "Expected a number"),
        "expected_yes_or_no": ("应为是或否", "Expected yes or no"),
        "expected_one": ("只能选择一项", "Expected one option"),
        "expected_list": ("应为列表", "Expected a list"),
        "expected_group": ("应为一组字段", "Expected a group of fields"),
        "expected_email": ("应为邮箱地址", "Expected an e-mail address"),
        "expected_phone": ("应为电话号码", "Expected a phone number"),
        "expected_moment": ("日期或时间格式不正确, 例如 {example}", "Expected a date or time such as {example}"),
        "in_the_past": ("不能早于今天", "Expected a day that is not past"),
        "too_short": ("至少 {least} 个字", "Expected at least {least} characters"),
        "too_long": ("最多 {most} 个字", "Expected at most {most} characters"),
        "no_match": ("格式不符合要求: {pattern}", "Expected text that matches {pattern}"),
        "too_small": ("不能小于 {least}", "Expected {least} or more"),
        "too_large": ("不能大于 {most}", "Expected {most} or less"),
        "too_many_decimals": ("最多 {most} 位小数", "Expected at most {most} decimal places"),
        "too_many_entries": ("最多 {most} 行", "Expected at most {most} entries"),
        "not_an_option": ("不是可选项: {given}", "Expected one of the options, but it is {given}"),
        "invalid": ("有 {count} 个字段需要修改", "Please look at the fields again ({count})"),
        "conflict": (
            "这些字段已被他人修改: {fields}",
            "Others have changed the same fields in the meantime: {fields}",
        ),
    },
)
