"""What this room says."""

from lingqu.kernel.messages import register

register(
    "worktime",
    {
        "too_far": (
            "工作日历 {calendar}: {days} 天内算不出结果",
            "Calendar {calendar}: expected to find the moment within {days} days, but it is further away",
        ),
        "not_a_length": (
            "“{text}” 不是工作时长, 应写作 PT4H 或 P2D",
            "Expected a working duration (PT4H, P2D), but it is '{text}'",
        ),
        "not_a_calendar": ("工作日历无法读取: {reason}", "The calendar cannot be read: {reason}"),
        "no_calendar": ("没有名为 “{name}” 的工作日历", "Expected a calendar named '{name}', but there is none"),
        "not_hours": (
            "“{text}” 不是工作时段, 应写作 09:00-12:00, 依次且不重叠",
            "Expected working hours (09:00-12:00, in order, apart from one another), but it is '{text}'",
        ),
        "not_a_date": (
            "“{text}” 不是日期, 应写作 2026-10-01 或 2026-10-01/2026-10-07",
            "Expected a date (2026-10-01) or two (2026-10-01/2026-10-07), but it is '{text}'",
        ),
    },
)
