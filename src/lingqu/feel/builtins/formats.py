"""Functions of our own that show values to people."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException

from lingqu.feel.registry import builtin
from lingqu.feel.state import State
from lingqu.feel.values import Number, Value

_MOST_DECIMALS = 20
_LONGEST = 100  # characters of a pattern
_CONTEXT = Context(prec=80, rounding=ROUND_HALF_UP)


@builtin("format number", "value: number, pattern: string -> string")
def format_number(s: State, value: Number, pattern: str) -> Value:
    """The number as text by a pattern such as "#,##0.00": thousands apart, so many decimals, halves rounded up.

    按格式 (如 "#,##0.00") 写成文本的数字: 千分位、小数位数, 四舍五入。
    """
    whole, _, decimals = pattern.partition(".")
    if (
        len(pattern) > _LONGEST
        or not set(whole) <= set("#,0")
        or not whole.endswith("0")
        or set(decimals) - {"0"}
        or len(decimals) > _MOST_DECIMALS
    ):
        return s.fail("bad_literal", text=pattern[:80])
    try:
        rounded = Decimal(value).quantize(Decimal(1).scaleb(-len(decimals)), context=_CONTEXT)
    except DecimalException:
        return s.fail("bad_literal", text=str(value)[:80])
    shown = format(rounded, f"{',' if ',' in whole else ''}.{len(decimals)}f")
    return s.text(shown)
