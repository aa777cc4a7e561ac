"""What insights tell people."""

from lingqu.kernel.messages import register

register(
    "insights",
    {
        "no_such_instance": ("没有流程实例 {key}", "There is no process instance {key}"),
        "no_such_process": ("没有流程 {id}", "There is no process {id}"),
    },
)
