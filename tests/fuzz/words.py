"""What FEEL is made of, for fuzzers that put texts together from words."""

from lingqu.feel.builtins import BUILTINS

SIGNS = (
    *"()[]{}.,:;=<>+-*/?@\"'\\|&%$#~",
    "..", "**", "!=", "<=", ">=", "->", "//", "/*", "*/", "\n", "\t", " ", "\u3000", "\ufeff", "\u2028", "\\u00e9",
    "\\U01F600", '""', '"a"', '"\\n"',
)  # fmt: skip
WORDS = (
    "null", "true", "false", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or",
    "not", "between", "instance of", "function", "external", "list", "context", "range", "item", "partial", "number",
    "string", "boolean", "date", "time", "Any", "Null", "date and time", "days and time duration",
    "years and months duration", "list<", "context<", "range<", "function<",
)  # fmt: skip
VALUES = (
    "0", "1", "-1", "2", "3.5", ".5", "1e3", "1E-3", "10", "100", "1000000", "1e6000", "99999999999999999999999999999999999",
    '@"2024-02-29"', '@"2024-02-29T10:00:00@Europe/Paris"', '@"10:00:00+02:00"', '@"P1D"', '@"-P1Y2M"', '@"PT0.001S"',
    '@"-999999999-01-01"', '"(a|b)*c"', '"^[a-z-[b]]+$"', '"(.)\\\\1"', '"\\\\p{L}+"', '"x"', '"$1"', '"abcabc"', '"😀é"',
    "[1, 2, 3]", "[]", "{}", '{a: 1, "b c": 2}', "[1..3]", "(1..3]", "]1..3[", "(< 3)", "function(x) x", "function(a, b) a < b",
    "for i in 1..9 return", "some i in 1..9 satisfies", "{f: function(n) f(n + 1), r: f(0)}", "partial[-1]",
)  # fmt: skip
NAMES = ("a", "b", "list", "person", "full name", "person.age", "x", "?", "item.a", "full name-x", "été", "变量")
CALLS = tuple(f"{name}(" for name in BUILTINS)
#: A generous share of plain signs and names, so that texts hold together now and then.
VOCABULARY = (*SIGNS, *WORDS, *VALUES, *NAMES * 3, *CALLS, *(") ", ", ", " ", " + ", " = ", " and ") * 8)
