"""The statutory working days of mainland China: holidays and make-up days of the years that are published.

From the yearly notices of the State Council on holidays; the days were compared with those of two public libraries
(chinesecalendar, holidays), which agree. A year that is not here is unknown and never guessed.
"""

from lingqu.worktime.read import read

#: Monday to Friday, 09:00–12:00 and 13:30–18:00, in Shanghai. Build on it by `"base": "china"`.
CHINA = read(
    """{
    "name": "china", "zone": "Asia/Shanghai", "hours": ["09:00-12:00", "13:30-18:00"],
    "holidays": [
        "2024-01-01", "2024-02-10/2024-02-17", "2024-04-04/2024-04-06", "2024-05-01/2024-05-05",
        "2024-06-08/2024-06-10", "2024-09-15/2024-09-17", "2024-10-01/2024-10-07",
        "2025-01-01", "2025-01-28/2025-02-04", "2025-04-04/2025-04-06", "2025-05-01/2025-05-05",
        "2025-05-31/2025-06-02", "2025-10-01/2025-10-08",
        "2026-01-01/2026-01-03", "2026-02-15/2026-02-23", "2026-04-04/2026-04-06", "2026-05-01/2026-05-05",
        "2026-06-19/2026-06-21", "2026-09-25/2026-09-27", "2026-10-01/2026-10-07"
    ],
    "workdays": [
        "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12",
        "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
        "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"
    ],
    "known": [2024, 2025, 2026]
}"""
)
