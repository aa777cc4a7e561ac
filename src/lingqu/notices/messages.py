"""What notices say, by kind. `title` is the instance's title, `task` the name of the step, `by` a person's name."""

from lingqu.kernel.messages import register

register(
    "notices",
    {
        "task_offered": ("待办: {title} · {task}", "To do: {title} · {task}"),
        "task_urged": ("{by} 催办: {title} · {task}", "{by} asks you to hurry: {title} · {task}"),
        "task_overdue": ("已超时, 请尽快处理: {title} · {task}", "Overdue, please act: {title} · {task}"),
        "task_transferred": ("{by} 转办给您: {title} · {task}", "{by} handed this to you: {title} · {task}"),
        "task_delegated": ("{by} 委托您处理: {title} · {task}", "On behalf of {by}: {title} · {task}"),
        "copied": ("抄送给您: {title}", "For your information: {title}"),
        "rejected": ("未通过: {title} ({by})", "Rejected: {title} ({by})"),
        "sent_back": ("已退回, 请修改后重新提交: {title} ({by})", "Sent back to you for correction: {title} ({by})"),
        "finished": ("已完成: {title}", "Finished: {title}"),
        "incident": ("流程出现异常: {title} · {task}", "A process needs attention: {title} · {task}"),
        "mail_no_address": (
            "收件人没有邮箱地址或已停用",
            "Expected the recipient to be active and to have an e-mail address, but that is not so",
        ),
        "mail_interrupted": (
            "发送时服务中断, 不确定是否已送达",
            "The node stopped while it was sending: nobody knows whether the mail went",
        ),
        "mail_footer": (
            "此邮件由灵渠自动发送。查看: {link}",
            "Sent by Lingqu. Open: {link}",
        ),
    },
)
