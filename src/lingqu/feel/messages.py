"""What FEEL tells people, in Chinese and English: syntax problems, warnings of an evaluation, findings of a check."""

from lingqu.kernel.messages import register

register(
    "feel",
    {
        # problems of the text
        "syntax": (
            "第 {line} 行第 {column} 列: 此处应为{expected_zh}, 却是 {found}。{hint_zh}",
            "Line {line}, column {column}: expected {expected}, but found {found}. {hint_en}",
        ),
        "too_deep": (
            "第 {line} 行第 {column} 列: 表达式嵌套超过 {limit} 层",
            "Line {line}, column {column}: the expression is nested deeper than {limit} levels",
        ),
        "too_long": (
            "表达式有 {length} 个字符, 超过上限 {limit}",
            "The expression has {length} characters, more than {limit}",
        ),
        "number_range": (
            "第 {line} 行第 {column} 列: 数字超出可表示的范围",
            "Line {line}, column {column}: the number is outside the range that FEEL can hold",
        ),
        # warnings of an evaluation
        "no_variable": ("没有名为 “{name}” 的变量, 按 null 处理", "No variable is called '{name}'; null is taken"),
        "no_entry": ("上下文中没有 “{name}” 这一项", "The context has no entry '{name}'"),
        "no_property": ("{kind}没有属性 “{name}”", "A value of type {kind} has no property '{name}'"),
        "null_source": ("null 没有属性 “{name}”", "null has no property '{name}'"),
        "null_filter": (
            "null 不能筛选: 方括号前没有列表, 结果为 null",
            "null cannot be filtered: there is no list before the brackets, so the result is null",
        ),
        "cannot_calculate": (
            "{left} 与 {right} 之间不能做 “{operator}” 运算",
            "'{operator}' is not defined between {left} and {right}",
        ),
        "cannot_negate": ("{kind}不能取负", "A value of type {kind} cannot be negated"),
        "cannot_compare": (
            "{left} 与 {right} 不能用 “{operator}” 比较",
            "{left} and {right} cannot be compared with '{operator}'",
        ),
        "divided_by_zero": ("除数为零", "Division by zero"),
        "out_of_range": ("结果超出可表示的范围", "The result is outside the range of values that FEEL can hold"),
        "not_boolean": (
            "此处应为 true 或 false, 却是{kind}",
            "Expected true or false, but it is a value of type {kind}",
        ),
        "not_callable": ("{kind}不是函数, 不能调用", "A value of type {kind} is not a function and cannot be called"),
        "no_function": ("没有名为 “{name}” 的函数", "No function is called '{name}'"),
        "wrong_arguments": (
            "函数 {name} 的参数不合: {given}; 应为 {expected}",
            "The arguments of {name} do not fit: given {given}, expected {expected}",
        ),
        "function_failed": ("函数 {name}: {reason}", "{name}: {reason}"),
        "external_function": ("不支持外部函数 (Java, PMML)", "External functions (Java, PMML) are not supported"),
        "no_external": (
            "没有 Java 方法 {method}; 只认识 java.lang 的少数纯函数, 不运行 Java",
            "There is no Java method {method}; only a few pure ones of java.lang are known, no Java runs",
        ),
        "not_iterable": ("{kind}不能逐项遍历", "A value of type {kind} cannot be iterated over"),
        "bad_index": ("列表序号 {index} 不存在 (共 {size} 项)", "The list has no item {index} (it has {size})"),
        "bad_range": (
            "区间两端不可比或次序颠倒",
            "The ends of the range cannot be compared, or stand in the wrong order",
        ),
        "bad_literal": ("“{text}” 不是日期、时间或时长", "'{text}' is not a date, a time or a duration"),
        "duplicate_key": ("上下文中 “{name}” 出现了两次", "The context has '{name}' twice"),
        "duplicate_parameter": ("函数有两个同名参数", "The function has two parameters of one name"),
        "unknown_type": ("没有名为 “{name}” 的类型", "No type is called '{name}'"),
        "bare_type": (
            "类型 {name} 必须写明它装的是什么, 例如 list<number>、list<Any>、context<name: string>",
            "The type {name} must say what it holds, such as list<number>, list<Any> or context<name: string>",
        ),
        "not_of_type": ("值不符合类型 {type}", "The value does not conform to type {type}"),
        "fuel": ("计算量超过上限, 已中止", "The evaluation took more work than allowed and was stopped"),
        "depth": ("函数调用嵌套过深, 已中止", "Function calls were nested too deeply; the evaluation was stopped"),
        "too_large": (
            "值太大, 不能保存为 JSON, 按 null 处理",
            "The value is too large to be kept as JSON; null is taken",
        ),
        "not_json": (
            "{kind}不能保存为 JSON, 按 null 处理",
            "A value of type {kind} cannot be kept as JSON; null is taken",
        ),
        "bad_pattern": ("正则表达式 “{pattern}” 有误: {reason}", "'{pattern}' is no pattern that can be run: {reason}"),
        "bad_position": ("位置或长度 {position} 不在范围内", "The position or length {position} is out of range"),
        "bad_scale": (
            "小数位数 {scale} 超出 -6111 到 6176 的范围",
            "The number of decimals {scale} is outside the range from -6111 to 6176",
        ),
        "not_positive": ("{value} 没有这样的根或对数", "{value} has no such root or logarithm"),
        "not_all": ("列表各项应为 {kind}", "Every item of the list must be of type {kind}"),
        "not_a_number": ("“{text}” 不是数字", "'{text}' is not a number"),
        "not_sortable": (
            "列表各项不可比较, 不能排序",
            "The items of the list cannot be compared, so they cannot be sorted",
        ),
        "empty_list": ("列表项数不足", "The list has too few items"),
        "refused": (
            "不支持函数 {name}: 同样的输入必须得到同样的结果",
            "{name} is not available: the same input must give the same result",
        ),
        "assertion": ("断言不成立: {reason}", "The assertion does not hold: {reason}"),
        # findings of a check
        "unknown_name": ("未知名称 “{name}”", "Unknown name '{name}'"),
        "unknown_name_near": ("未知名称 “{name}”, 是否指 “{near}”?", "Unknown name '{name}'; did you mean '{near}'?"),
        "never_comparable": (
            "{left} 与 {right} 不可能用 “{operator}” 比较",
            "{left} and {right} can never be compared with '{operator}'",
        ),
        # texts of times
        "not_temporal": ("“{text}” 不是{expected}", "Expected {expected}, but it is '{text}'"),
    },
)
