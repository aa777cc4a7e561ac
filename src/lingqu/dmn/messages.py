"""What decisions tell people: problems of a model, warnings of an evaluation, and where in the model they stand."""

from lingqu.kernel.messages import register

register(
    "dmn",
    {
        # where something stands
        "in_element": ("“{element}”", "'{element}'"),
        "in_part": ("“{element}” 的{part}", "'{element}', {part}"),
        "in_cell": (
            "决策表 “{element}” 第 {rule} 条规则, 列 “{column}”",
            "table '{element}', rule {rule}, column '{column}'",
        ),
        "in_column": ("决策表 “{element}” 的列 “{column}”", "table '{element}', column '{column}'"),
        # problems of a model
        "cycle": (
            "决策之间互相依赖成环: {names}",
            "Expected requirements without a circle, but these require one another: {names}",
        ),
        "import_cycle": (
            "模型 “{name}” 经由导入又导入了自己",
            "Expected imports without a circle, but '{name}' imports itself through others",
        ),
        "too_deep": (
            "从 “{name}” 起的依赖超过 {limit} 层",
            "Expected requirements at most {limit} deep, but those of '{name}' go deeper",
        ),
        "unknown_reference": (
            "“{element}” 引用的 {href} 不存在",
            "'{element}' requires {href}, which is not there",
        ),
        "unknown_import": (
            "导入的模型 “{name}” (命名空间 {namespace}) 没有提供",
            "The imported model '{name}' (namespace {namespace}) was not given",
        ),
        "same_namespace": (
            "两个模型的命名空间相同: {namespace}",
            "Expected each model to have its own namespace, but two have {namespace}",
        ),
        "same_name": (
            "“{name}” 这个名称出现了两次",
            "Expected names to be there once, but '{name}' is there twice",
        ),
        "unknown_type": ("{place_zh}: 没有名为 “{name}” 的类型", "{place_en}: no type is called '{name}'"),
        "language": (
            "{place_zh}: 不支持表达式语言 {language}, 只支持 FEEL",
            "{place_en}: expected FEEL, but the expression language is {language}",
        ),
        "syntax": ("{place_zh}: {problem_zh}", "{place_en}: {problem_en}"),
        "no_text": ("{place_zh}: 表达式是空的", "{place_en}: the expression is empty"),
        "hit_policy": (
            "{place_zh}: 不认识命中策略 “{policy}”",
            "{place_en}: no hit policy is called '{policy}'",
        ),
        "cells": (
            "{place_zh}: 第 {rule} 条规则应有 {expected} 格, 实际是 {given} 格",
            "{place_en}: expected rule {rule} to have {expected} cells, but it has {given}",
        ),
        "overlap": (
            "{place_zh}: 规则 {first} 与 {second} 可能同时命中, 而命中策略 U 只允许一条",
            "{place_en}: rules {first} and {second} can match together, but hit policy U allows one",
        ),
        "told": ("{place_zh}: {told_zh}", "{place_en}: {told_en}"),
        "never_of_type": (
            "{place_zh}: 应为 {type}, 表达式却总是给出 {given}, 结果为 null",
            "{place_en}: expected {type}, but the expression always gives {given}; the result is null",
        ),
        "never_matches": (
            "{place_zh}: 输入是 {type}, 不可能符合这一格的 {given}",
            "{place_en}: the input is {type}, which this cell of {given} can never match",
        ),
        "no_decision": ("模型中没有名为 “{name}” 的决策", "No decision is called '{name}'"),
        # warnings of an evaluation
        "no_input": ("没有给出输入 “{name}”, 按 null 处理", "The input '{name}' was not given; null is taken"),
        "no_logic": ("决策 “{name}” 没有逻辑, 结果为 null", "The decision '{name}' has no logic; it is null"),
        "no_rule": ("没有规则命中", "No rule matches"),
        "several_rules": (
            "命中策略 U 只允许一条规则命中, 实际命中 {rules}",
            "Hit policy U allows one rule to match, but these match: {rules}",
        ),
        "different_outputs": (
            "命中策略 A 要求命中的规则结果相同, 规则 {rules} 的结果不同",
            "Hit policy A expects equal results, but those of the rules {rules} differ",
        ),
        "input_not_allowed": ("输入值 {value} 不在允许范围内", "The input {value} is not one of the allowed values"),
        "output_not_allowed": ("输出值 {value} 不在允许范围内", "The output {value} is not one of the allowed values"),
        "other_type": (
            "值不是列所声明的类型 {type}, 按原值处理",
            "The value is not of the column's type {type}; it is taken as it is",
        ),
        "not_compiled": ("表达式有错误, 结果为 null", "The expression has an error; it is null"),
        "not_supported": ("不支持 {kind} 函数", "Functions of kind {kind} are not supported"),
    },
)
