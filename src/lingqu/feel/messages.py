"""What FEEL tells people, in Chinese and English: syntax problems, warnings of an evaluation, findings of a check."""

from lingqu.kernel.messages import register

register(
    "feel",
    {
        # problems of the text
        "syntax": (
            "第 {line} 行第 {column} 列: 此处应为{expected_zh}, 却是 {found_zh}。{hint_zh}",
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
        "too_many_tokens": (
            "表达式超过 {limit} 个词和符号, 数据请放在变量里",
            "The expression has more than {limit} words and signs; put data into variables",
        ),
        "number_range": (
            "第 {line} 行第 {column} 列: 数字超出可表示的范围",
            "Line {line}, column {column}: the number is outside the range that FEEL can hold",
        ),
        # warnings of an evaluation
        "no_variable": (
            "没有名为 “{name}” 的变量, 按空值 null 处理",
            "No variable is called '{name}'; null is taken",
        ),
        "no_variable_slip": (
            "没有名为 “{name}” 的变量, 按空值 null 处理。{hint_zh}",
            "No variable is called '{name}'; null is taken. {hint_en}",
        ),
        "no_entry": ("上下文中没有 “{name}” 这一项", "The context has no entry '{name}'"),
        "no_property": ("{kind}没有属性 “{name}”", "There is no '{name}' in {kind}"),
        "null_source": (
            "点号前面是空值 null, 取不到 “{name}”",
            "There is nothing (null) before the dot, so there is no '{name}'",
        ),
        "null_filter": (
            "方括号前面是空值 null, 不能筛选, 结果为 null",
            "There is nothing (null) before the brackets to filter; the result is null",
        ),
        "cannot_calculate": (
            "{left}与{right}之间不能做 “{operator}” 运算, 结果为 null",
            "'{operator}' is not defined between {left} and {right}; the result is null",
        ),
        "cannot_negate": ("{kind}前面不能加负号", "There is no negative of {kind}"),
        "cannot_compare": (
            "{left}与{right}不能用 “{operator}” 比较, 结果为 null",
            "'{operator}' cannot compare {left} and {right}; the result is null",
        ),
        "divided_by_zero": ("除数为零, 结果为 null", "Division by zero; the result is null"),
        "out_of_range": (
            "数值太大, 或没有这一天、这一时刻 (例如 2 月 30 日), 结果为 null",
            "The number is too large, or there is no such day or time (such as February 30); the result is null",
        ),
        "not_boolean": ("此处应为 true 或 false, 却是{kind}", "Expected true or false, but it is {kind}"),
        "not_callable": ("括号前面是{kind}, 不是函数", "Before the parentheses stands {kind}, which is not a function"),
        "no_function": ("没有名为 “{name}” 的函数", "No function is called '{name}'"),
        "wrong_arguments": (
            "函数 {name} 的参数不对: 给的是 {given}; 应为 {expected}",
            "The arguments of {name} do not fit: given {given}, expected {expected}",
        ),
        "function_failed": ("函数 {name}: {reason}", "{name}: {reason}"),
        "external_function": ("不支持外部函数 (Java, PMML)", "External functions (Java, PMML) are not supported"),
        "no_external": (
            "没有 Java 方法 {method}; 只认识 java.lang 的少数纯函数, 不运行 Java",
            "There is no Java method {method}; only a few pure ones of java.lang are known, no Java runs",
        ),
        "not_iterable": (
            "{kind}不能逐项遍历; for、some、every 要有列表、整数区间或日期区间",
            "{kind} cannot be walked through; 'for', 'some' and 'every' take a list or a range of numbers or days",
        ),
        "bad_index": (
            "列表没有第 {index} 项 (共 {size} 项, 从 1 数起)",
            "The list has no item {index} (it has {size}, counted from 1)",
        ),
        "bad_range": ("区间两端必须同类, 并且前小后大", "The ends of a range must be of one kind, the lower one first"),
        "bad_literal": (
            "“{text}” 不是有效的写法 (日期 2024-05-31, 时间 08:30:00, 时长 P1D、PT2H、P1Y2M)",
            "'{text}' is not valid (a date is 2024-05-31, a time 08:30:00, a duration P1D, PT2H or P1Y2M)",
        ),
        "duplicate_key": ("上下文中 “{name}” 出现了两次", "The context has '{name}' twice"),
        "duplicate_parameter": ("函数有两个同名参数", "The function has two parameters of one name"),
        "unknown_type": ("没有名为 “{name}” 的类型", "No type is called '{name}'"),
        "bare_type": (
            "类型 {name} 必须写明它装的是什么, 例如 list<number>、list<Any>、context<name: string>",
            "The type {name} must say what it holds, such as list<number>, list<Any> or context<name: string>",
        ),
        "not_of_type": (
            "值不符合类型 {type}, 按空值 null 处理",
            "The value does not conform to type {type}; null is taken",
        ),
        "fuel": ("计算量超过上限, 已中止", "The evaluation took more work than allowed and was stopped"),
        "depth": ("函数调用嵌套过深, 已中止", "Function calls were nested too deeply; the evaluation was stopped"),
        "too_large": (
            "值太大, 不能保存为 JSON, 按 null 处理",
            "The value is too large to be kept as JSON; null is taken",
        ),
        "not_json": ("{kind}不能保存为 JSON, 按 null 处理", "{kind} cannot be kept as JSON; null is taken"),
        "bad_pattern": (
            "正则表达式 “{pattern}” 有误: {reason}",
            "'{pattern}' is not a pattern that can be run: {reason}",
        ),
        "bad_position": (
            "位置或长度 {position} 不在范围内 (位置从 1 数起, 负数从末尾数)",
            "The position or length {position} is out of range (positions count from 1, negative ones from the end)",
        ),
        "bad_scale": (
            "小数位数 {scale} 超出 -6111 到 6176 的范围",
            "The number of decimals {scale} is outside the range from -6111 to 6176",
        ),
        "not_positive": ("{value} 没有这样的根或对数", "{value} has no such root or logarithm"),
        "not_all": ("列表的每一项都应为{kind}", "Every item of the list must be {kind}"),
        "not_a_number": ("“{text}” 不是数字", "'{text}' is not a number"),
        "not_sortable": (
            "列表各项不可比较, 不能排序",
            "The items of the list cannot be compared, so they cannot be sorted",
        ),
        "empty_list": (
            "列表是空的或项数不足, 结果为 null",
            "The list is empty or has too few items; the result is null",
        ),
        "refused": (
            "不支持函数 {name}: 同样的输入必须得到同样的结果",
            "{name} is not available: the same input must give the same result",
        ),
        "assertion": ("断言不成立: {reason}", "The assertion does not hold: {reason}"),
        # kinds of values, as they stand in the warnings
        "kind_null": ("空值", "null"),
        "kind_boolean": ("真假值", "a truth value"),
        "kind_number": ("数字", "a number"),
        "kind_string": ("文本", "a text"),
        "kind_list": ("列表", "a list"),
        "kind_context": ("上下文", "a context"),
        "kind_date": ("日期", "a date"),
        "kind_time": ("时间", "a time"),
        "kind_date_time": ("日期时间", "a date and time"),
        "kind_range": ("区间", "a range"),
        "kind_days_time": ("时长 (天和时间)", "a duration in days and time"),
        "kind_years_months": ("时长 (年和月)", "a duration in years and months"),
        "kind_function": ("函数", "a function"),
        # findings of a check
        "unknown_name": ("未知名称 “{name}”", "Unknown name '{name}'"),
        "unknown_name_near": ("未知名称 “{name}”, 是否指 “{near}”?", "Unknown name '{name}'; did you mean '{near}'?"),
        "unknown_entry": ("上下文没有 “{name}” 这一项", "The context has no entry '{name}'"),
        "unknown_entry_near": (
            "上下文没有 “{name}” 这一项, 是否指 “{near}”?",
            "The context has no entry '{name}'; did you mean '{near}'?",
        ),
        "unknown_property": ("{owner}没有属性 “{name}”", "There is no '{name}' in {owner}"),
        "unknown_property_near": (
            "{owner}没有属性 “{name}”, 是否指 “{near}”?",
            "There is no '{name}' in {owner}; did you mean '{near}'?",
        ),
        "unknown_function": ("没有名为 “{name}” 的函数", "No function is called '{name}'"),
        "unknown_function_near": (
            "没有名为 “{name}” 的函数, 是否指 “{near}”?",
            "No function is called '{name}'; did you mean '{near}'?",
        ),
        "unknown_parameter": (
            "函数 {function} 没有名为 “{name}” 的参数",
            "{function} has no parameter '{name}'",
        ),
        "unknown_parameter_near": (
            "函数 {function} 没有名为 “{name}” 的参数, 是否指 “{near}”?",
            "{function} has no parameter '{name}'; did you mean '{near}'?",
        ),
        "unknown_type_near": (
            "没有名为 “{name}” 的类型, 是否指 “{near}”?",
            "No type is called '{name}'; did you mean '{near}'?",
        ),
        "never_comparable": (
            "{left}与{right}不可能用 “{operator}” 比较",
            "{left} and {right} can never be compared with '{operator}'",
        ),
        "never_calculable": (
            "{left}与{right}之间不可能做 “{operator}” 运算",
            "'{operator}' is never defined between {left} and {right}",
        ),
        "never_negated": ("{kind}前面不能加负号", "There is no negative of {kind}"),
        "never_boolean": (
            "此处应为 true 或 false, 却总是{kind}",
            "Expected true or false, but this is always {kind}",
        ),
        "never_filter": (
            "方括号里应为条件或序号, 却总是{kind}",
            "Brackets hold a condition or a position, but this is always {kind}",
        ),
        "never_iterable": (
            "{kind}不能逐项遍历; for、some、every 要有列表、整数区间或日期区间",
            "{kind} can never be walked through; 'for', 'some' and 'every' take a list or a range of numbers or days",
        ),
        "never_range": (
            "从{left}到{right}不构成区间",
            "There is no range from {left} to {right}",
        ),
        "never_fitting": (
            "函数 {function} 不能这样调用: 给的是 {given}; 应为 {expected}",
            "{function} can never be called so: given {given}, expected {expected}",
        ),
        # texts of times
        "not_temporal": ("“{text}” 不是{expected}", "Expected {expected}, but it is '{text}'"),
    },
)
