"""What deployment says of a drawing that could not run."""

from lingqu.kernel.messages import register

register(
    "engine",
    {
        "no_process": (
            "文件里没有可执行的流程",
            "Expected an executable process in the file, but there is none",
        ),
        "unsupported_element": (
            "暂不支持{kind_zh} “{element}”",
            "Element '{element}' ({kind}) cannot be run yet",
        ),
        "unsupported_trigger": (
            "节点 “{element}”: {kind_zh}不能以 “{trigger_zh}” 触发",
            "Element '{element}': a {kind} cannot have the trigger '{trigger}'",
        ),
        "unsupported_feature": (
            "节点 “{element}” 使用了暂不支持的功能: {feature_zh}",
            "Element '{element}' uses {feature}, which cannot be run yet",
        ),
        "unknown_type": (
            "变量 “{name}” 的类型 “{type}” 未知, 可用: {known}",
            "Variable '{name}': '{type}' is no type; there are {known}",
        ),
        "declared_twice": ("变量 “{name}” 声明了两次", "Variable '{name}' is declared twice"),
        "missing_part": ("节点 “{element}” 缺少{part_zh}", "Element '{element}' has no {part}"),
        "bad_reference": (
            "节点 “{element}” 引用的 “{reference}” 不存在",
            "Element '{element}' refers to '{reference}', which is not there",
        ),
        "bad_expression": (
            "节点 “{element}” 的表达式有误: {reason_zh}",
            "Element '{element}' has an expression that cannot be read: {reason}",
        ),
        "bad_timer": (
            "节点 “{element}” 的时间 “{text}” 无法识别",
            "Element '{element}': '{text}' is not a date, duration or repetition",
        ),
        "not_feel": (
            "节点 “{element}” 的 “{text}” 应为以 = 开头的 FEEL 表达式",
            "Element '{element}': expected FEEL that begins with '=', but it is '{text}'",
        ),
        "not_a_variable": (
            "“{name}” 不能作为变量名",
            "expected the name of a variable, but it is '{name}'",
        ),
        "other_language": (
            "表达式 “{text}” 使用的语言是 {language}, 应为 FEEL",
            "expected an expression in FEEL, but the language of '{text}' is {language}",
        ),
        "duplicate_id": ("编号 “{element}” 重复出现", "The id '{element}' is used more than once"),
    },
)
