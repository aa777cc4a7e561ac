"""What the tools around process tests tell people."""

from lingqu.kernel.messages import register

register(
    "testing",
    {
        "unreadable": ("无法读取 {path}: {reason}", "Expected to read {path}, but: {reason}"),
        "file_too_large": ("用例文件 {size} 字节, 最多 {limit}", "The case file has {size} bytes, {limit} at most"),
        "bad_yaml": ("不是合格的 YAML: {reason}", "This is not YAML as expected: {reason}"),
        "model_unsupported": ("模型无法运行: {problems}", "The model cannot run: {problems}"),
        "no_process": ("文件中没有流程 {process}", "There is no process {process} in the file"),
    },
)
