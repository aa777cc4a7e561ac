"""The kernel's own messages."""

from lingqu.kernel.messages import register

register(
    "kernel",
    {
        "not_a_key": (
            "{field} 应为数字编号, 收到的是 {given}",
            "Expected {field} to be a key (a string of digits), but it is {given}",
        ),
        "not_json": (
            "变量 {path} 不是合法的 JSON 值: {reason}",
            "Expected {path} to be a JSON value, but {reason}",
        ),
        "why_too_deep": ("嵌套超过 {most} 层", "it is nested deeper than {most}"),
        "why_strange": ("它是 {kind}", "it is a {kind}"),
        "why_name_no_text": ("有的名称不是文本", "a name is not text"),
        "why_name_long": ("名称超过 {most} 个字符", "the name has more than {most} characters"),
        "why_nul": ("含有 NUL 字符", "it holds a NUL character"),
        "why_surrogate": ("含有不完整的代理对", "it holds half a surrogate pair"),
        "why_digits": ("超过 {most} 位数字", "it has more than {most} digits"),
        "why_not_finite": ("不是有限数", "it is not a finite number"),
        "why_json_cut": ("内容不完整", "it ends too early"),
        "why_json_byte": ("第 {byte} 字节处有误", "it is malformed at byte {byte}"),
        "why_json_text": ("含有不是 UTF-8 的字节", "it is not UTF-8 text"),
        "why_json_deep": ("嵌套过深", "it is nested too deeply"),
        "why_json_number": ("含有无法读取的数字", "it holds a number that cannot be read"),
        "why_json_wrong": ("格式有误", "it is malformed"),
        "changed_meanwhile": (
            "内容已被他人修改, 请重新载入后再改",
            "Expected it to be as it was read, but somebody has changed it meanwhile: load it again",
        ),
        "bad_json": ("JSON 无法读取: {reason}", "Expected JSON, but {reason}"),
    },
)
