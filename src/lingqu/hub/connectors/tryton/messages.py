"""What the Tryton connector tells people, in both languages."""

from lingqu.kernel.messages import register

register(
    "tryton",
    {
        "bad_value": (
            "字段 {field} 需要 {kind} 类型的值, 收到的是 {given}",
            "Expected field {field} to be a {kind}, but it is {given}",
        ),
        "unknown_field": ("Tryton 中没有字段 {fields}", "Expected known fields, but Tryton has no {fields}"),
        "sign_in_failed": (
            "无法以 {user} 登录 Tryton 数据库 {database}",
            "Expected to sign in to Tryton database {database} as {user}, but it was refused",
        ),
        "refused": ("Tryton 拒绝了操作: {text}", "Tryton refused: {text}"),
        "warned": ("Tryton 要求先确认: {text}", "Tryton wants this confirmed first: {text}"),
        "changed_meanwhile": (
            "记录已被他人修改: {text}",
            "Expected the record to be unchanged, but somebody changed it: {text}",
        ),
        "broken": ("Tryton 内部出错, 已回滚: {text}", "Tryton failed and rolled back: {text}"),
        "not_served": (
            "Tryton 不提供 {method} (HTTP {status})",
            "Expected Tryton to serve {method}, but it answered HTTP {status}",
        ),
        "no_party": (
            "Tryton 中没有唯一名为 {name} 的往来单位",
            "Expected exactly one party called {name} in Tryton, but there is none or there are several",
        ),
        "no_journal": (
            "Tryton 中没有币种为 {currency} 的付款日记账",
            "Expected a payment journal in {currency} in Tryton, but there is none",
        ),
        "no_record": ("Tryton 中没有记录 {id}", "Expected record {id} in Tryton, but there is none"),
        "busy": ("Tryton 暂时繁忙 (HTTP {status})", "Tryton is too busy now (HTTP {status})"),
    },
)
