"""Hostile expressions, written and generated, and a program that runs them one by one and tells what each took.

python tests/feel/hostile.py FUEL EVERY    (PYTHONPATH=src) prints a JSON object a line: text, ended, seconds of CPU, bytes at most
"""

import itertools
import json
import sys
import time
import tracemalloc

from lingqu import feel

#: Ways to make very much of something, as lists.
MANY = (
    "for i in 1..10**9 return for j in 1..10**9 return [i, j]", "for i in 1..10**12 return i", "for i in 1..10**6, j in 1..10**6 return i * j",
    "for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]]",
    "for i in 1..60 return if i = 1 then [1, 2] else concatenate(partial[-1], partial[-1])",
    "for i in 1..100000 return partial", "for i in 1..10**9 return [i, i, i, i, i, i, i, i]",
    'for i in 1..10**9 return {a: i, b: "x" + string(i)}', "for i in 1..10**9 return function(x) x + i",
    "for i in 1..10**9 return 10**6000 + i", 'for i in 1..10**9 return @"2024-06-01T10:00:00@Europe/Paris"',
    "for i in -(10**40)..10**40 return i", "flatten(for i in 1..10**4 return for j in 1..10**4 return j)",
    'split(string join(for i in 1..10**6 return "a;"), ";")', "for i in 1..10**9 return [1..i]",
)  # fmt: skip
#: What is done with the lists.
WORK = (
    "count({})", "sort({})", "string({})", "distinct values({})", "sum({})", "({})[item = 0]", "some x in {} satisfies x < 0",
    "union({0}, {0})", "to json({})",
)  # fmt: skip
WRITTEN = (
    "{f: function(n) f(n + 1), r: f(0)}.r", "{f: function(n) f(n) + f(n), r: f(0)}.r", "(function(x) x(x))(function(x) x(x))",
    '{f: function(s) f(s + s), r: f("aaaaaaaaaa")}.r', "{f: function(l) f(concatenate(l, l)), r: f([1])}.r",
    "{f: function(c) f({a: c, b: c}), r: f({})}.r", "{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1), r: f(40)}.r",
    'for i in 1..99 return if i = 1 then "0123456789" else partial[-1] + partial[-1]',
    'for i in 1..99 return if i = 1 then "0123456789" else replace(partial[-1], "(.)", "$1$1$1$1")',
    'for i in 1..99 return if i = 1 then "x" else string format("{}{}{}{}", [partial[-1], partial[-1], partial[-1], partial[-1]])',
    'for i in 1..99 return if i = 1 then "x" else to base64(partial[-1] + partial[-1])',
    'for i in 1..99 return if i = 1 then "x" else to json([partial[-1], partial[-1]])',
    'for i in 1..99 return if i = 1 then "x" else upper case(partial[-1] + partial[-1])',
    'string join(for i in 1..10**7 return "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")',
    'string join(for i in 1..2000 return "a", string join(for i in 1..100000 return "b"))',
    'matches("' + "a" * 30 + '", "^(a)(a|a|b)*\\\\1c$")', 'replace("' + "a" * 90_000 + '", "a(.*b)?", "x")',
    'matches("' + "a" * 40 + '!", "(a+)+$")', 'extract("' + "a" * 50_000 + '", "(a*)*b|a")',
    'for i in 1..10**9 return matches("a", string(i) + "[a-z]{1,900}")',
    'for i in 1..10**9 return matches("a", string(i) + "[\\\\p{L}-[a-z]]{1,20}")',
    'for i in 1..10**9 return matches("a", string(i) + "(\\\\p{L}{1,30}){1,30}")',
    'matches("a", "(((a{1,1000}){1,1000}){1,1000})")', 'split("' + "a" * 90_000 + '", "a?b|a")',
    "10**5000000", "(10**6000) ** 99999", "exp(10**6)", "1.0000000001 ** (10**30)", "product(for i in 1..10**7 return i)",
    "for i in 1..10**9 return exp(i / 10**6)", "for i in 1..10**9 return log(i)", "for i in 1..10**9 return sqrt(i)",
    "for i in 1..10**9 return i ** 0.5", "for i in 1..10**9 return modulo(9e6144, 1.1e-6140)",
    "for i in 1..10**9 return string(9.9e6144)", "for i in 1..10**9 return floor(9.9e6144, -6000)",
    'for i in 1..10**9 return date and time(@"2024-06-01T10:00:00@Europe/Paris", "America/New_York")',
    'for i in 1..10**9 return @"2024-06-01T10:00:00@Europe/Paris" < @"-99999-06-01T10:00:00@Asia/Tokyo"',
    'for i in 1..10**9 return date("2024-02-29") + duration("P" + string(i) + "M")',
    'for i in 1..10**9 return range("[" + string(i) + "..10000000000]")', "for i in 1..10**9 return number(string(i))",
    "every x in 1..10**15 satisfies x > 0", "some x in 1..10**15, y in 1..10**15 satisfies x < 0",
    "context merge(for i in 1..10**7 return {a: i})", "context(for i in 1..10**7 return {key: string(i), value: i})",
    "for i in 1..99 return if i = 1 then {a: 1} else context put(partial[-1], string(i), partial)",
    "for i in 1..10**9 return unknown(i)", "for i in 1..10**9 return i.a.b.c", "for i in 1..10**9 return null + i",
    "index of(for i in 1..3000 return [i], for i in 1..3000 return [i])", "[1..10**12][item > 5]",
    "sort(for i in 1..10**5 return -i, function(a, b) sort([a, b]) = [a, b])", "partition(for i in 1..10**7 return i, 1)",
    'from json("' + "[" * 5000 + "]" * 5000 + '")', "stddev(for i in 1..10**7 return i)", "mode(for i in 1..10**7 return i)",
    "(for i in 1..10**7 return i) = (for i in 1..10**7 return i)", "for i in 1..10**9 return i * 1.5",
    'for i in 1..10**9 return @"2024-06-01T10:00:00" + duration("PT" + string(i) + "S")',
    "for i in 1..10**9 return [[i], [i], [i], [i]]", "for i in 1..10**9 return {a: {b: {c: i}}}", "for i in 1..10**9 return [i..i]",
    "distinct values(for i in 1..10**9 return i * 1.5)", 'for i in 1..10**9 return from json("[[],[],[],[],[],[],[],[]]")',
    "for i in 1..10**9 return get entries({a: i, b: i})", 'for i in 1..10**9 return split("a b c d e f", " ")',
    "mode(for i in 1..10**7 return i * 1.5)", "for i in 1..10**9 return time(1, 1, 1)", "for i in 1..10**9 return today()",
)  # fmt: skip
#: What a text may hold too much of: refused when it is compiled.
DEEP = tuple(
    begin * 300 + middle + end * 300
    for begin, middle, end in (
        ("(", "1", ")"), ("[", "1", "]"), ("{a:", "1", "}"), ("-", "1", ""), ("not(", "1", ")"), ("if 1 then ", "1", " else 1"),
        ("function(x) ", "x", ""), ("for i in ", "1", " return i"), ("some i in ", "1", " satisfies i"), ("x[", "1", "]"),
        ("f(", "1", ")"), ("1 + (", "1", ")"), ("[1..", "1", "]"), ("x instance of list<", "x", ">"), ('"a" + (', "1", ")"),
        ("x between ", "1", " and 2"), ("1 in (", "1", ")"),
    )
)  # fmt: skip
#: Long texts, dear to read and to compile.
LONG = (
    "[{" + ",".join(f'"p{at}-q":1' for at in range(900)) + "}," + ",".join(["x[1]"] * 1200) + "]",
    "{" + ",".join(f'"a-{at}":1' for at in range(1000)) + ",z:[" + ",".join(["a"] * 2900) + "]}",
    "{" + "a-" * 2000 + "b:1,z:" + "-".join(["a"] * 2900) + "}",
    "[" + ",".join(f"n{at}" for at in range(4900)) + "]",
    " and ".join(["a=1"] * 2400),
    "{" + ",".join(f"a{at}:a{at - 1}" for at in range(1, 2400)) + "}",
    "[1.." * 45 + "(" + "1+" * 4800 + "1)" + "]" * 45,
    ",".join(["for i in x return i"] * 1400).join("[]"),
    ",".join(["abs(1)"] * 1900).join("[]"),
)  # fmt: skip
#: Those that are not as bad as they look.
HARMLESS = (
    "count(" + MANY[3] + ")",
    'matches("' + "a" * 40 + '!", "(a+)+$")',
    "index of(for i in 1..3000 return [i], for i in 1..3000 return [i])",  # lists of other lengths differ at once
)
TEXTS = (
    *(work.format(many) for many, work in itertools.product(MANY, WORK)),
    *WRITTEN,
    *DEEP,
    *LONG,
)


def run(text, fuel):
    """What became of one text within that fuel."""
    tracemalloc.start()
    began = time.process_time()
    try:
        result = feel.compile(text).evaluate({"x": [1], "f": None}, fuel=fuel)
        _, warnings = result.as_json()
        ended = warnings[-1].kind if warnings else "value"
        result = warnings = None
    except feel.SyntaxProblem:
        ended = "refused"
    took, most = time.process_time() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {"text": text[:160], "ended": ended, "seconds": round(took, 3), "bytes": most}


if __name__ == "__main__":
    for one in TEXTS[:: int(sys.argv[2])]:
        print(json.dumps(run(one, int(sys.argv[1]))), flush=True)  # noqa: T201
