"""What approvals tell people, and the words that events hold as reasons."""

from collections.abc import Mapping
from typing import Final

from lingqu.kernel.messages import register

#: Words for reasons as events hold them -> code of the sentence for people.
REASONS: Final[Mapping[str, str]] = {
    "enough": "approvals.reason_enough",
    "straight": "approvals.reason_straight",
    "veto": "approvals.reason_veto",
    "impossible": "approvals.reason_impossible",
    "all-rejected": "approvals.reason_all_rejected",
    "not-enough": "approvals.reason_not_enough",
    "passed": "approvals.reason_passed",
    "rejected": "approvals.reason_rejected",
    "sent-back": "approvals.reason_sent_back",
    "task-ended": "approvals.reason_task_ended",
    "instance-ended": "approvals.reason_instance_ended",
}

register(
    "approvals",
    {
        "reason_enough": ("同意已达到要求", "the approvals are enough"),
        "reason_straight": (
            "此前已通过, 重新提交后直达退回人",
            "it had passed before; the resubmission goes straight to who sent it back",
        ),
        "reason_veto": ("被一票否决", "one rejection decides"),
        "reason_impossible": ("已不可能通过", "it can no longer pass"),
        "reason_all_rejected": ("全部拒绝", "everybody rejected"),
        "reason_not_enough": ("全部表态后仍未达到要求", "everybody has spoken and the approvals are not enough"),
        "reason_passed": ("审批已通过, 无需再处理", "it has passed without this seat"),
        "reason_rejected": ("审批已被拒绝, 无需再处理", "it was rejected without this seat"),
        "reason_sent_back": ("已被退回", "it was sent back"),
        "reason_task_ended": ("任务已结束", "the task ended"),
        "reason_instance_ended": ("流程已结束", "the process instance ended"),
        "rejected": ("审批被拒绝", "The approval was rejected"),
        "bad_policy": (
            "审批设置 {attribute} 应为 {expected} 之一, 当前为 {given}",
            "Expected the approval's {attribute} to be one of {expected}, but it is {given}",
        ),
        "bad_weight": (
            "席位权重应为不小于 0 的数字, 当前为 {given}",
            "Expected a seat's weight to be a number from 0 up, but it is {given}",
        ),
        "send_back_to": (
            "目前只能退回给发起人, 不能退回到 {given}",
            "Expected to send back to the initiator (other places are not supported yet), but it is {given}",
        ),
        "nowhere_to_go_back": ("没有可以退回的节点", "There is no step to go back to"),
        "no_round": ("该任务没有审批环节", "This task has no approval round"),
        "seats_are_open": ("审批人已确定", "The seats of this round are open already"),
        "nobody": ("找不到审批人", "Nobody was found to approve"),
        "too_few_seats": (
            "审批人不足: 只有 {seats} 个席位 (权重合计 {weight}), 无法满足通过条件",
            "Expected enough seats to pass, but there are {seats} (weight {weight}): it could never pass",
        ),
        "too_many_seats": (
            "审批人过多: {seats} 人, 最多 {most} 人",
            "Expected at most {most} seats, but the rules yield {seats}",
        ),
        "already_decided": ("已由 {by} 处理", "Already decided by {by}"),
        "round_closed": ("该审批已结束", "This approval is over"),
        "you_have_decided": ("您已经处理过了", "You have decided already"),
        "not_your_turn": ("还没有轮到您", "It is not your turn yet"),
        "not_your_seat": ("您不是该任务的审批人", "You are not among those who decide here"),
        "seat_not_active": ("席位 {seat} 当前不可处理", "Expected seat {seat} to be active, but it is not"),
        "transfer_to_self": ("请选择另一个人", "Expected another person to transfer to"),
        "already_seated": ("{person} 已在本轮审批人中", "{person} is among those who decide already"),
        "opinion_too_long": ("意见最多 {most} 个字", "Expected an opinion of at most {most} characters"),
    },
)
