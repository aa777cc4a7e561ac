"""Day numbers of the proleptic Gregorian calendar, for years far outside what `datetime` holds."""

from __future__ import annotations

MAX_YEAR = 999_999_999
SECONDS_A_DAY = 86_400
NANOS = 1_000_000_000  # nanoseconds a second
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ERA = 146_097  # days in 400 years


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    return 29 if month == 2 and is_leap(year) else _DAYS[month - 1]


def is_date(year: int, month: int, day: int) -> bool:
    """Whether these three make a day that a FEEL date may name."""
    return -MAX_YEAR <= year <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= days_in_month(year, month)


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * _ERA + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def date_of(number: int) -> tuple[int, int, int]:
    """Year, month and day of a day number."""
    era, of_era_days = divmod(number + 719_468, _ERA)
    of_era = (of_era_days - of_era_days // 1460 + of_era_days // 36_524 - of_era_days // 146_096) // 365
    of_year = of_era_days - (365 * of_era + of_era // 4 - of_era // 100)
    shifted = (5 * of_year + 2) // 153
    day = of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + (3 if shifted < 10 else -9)
    return of_era + era * 400 + (month <= 2), month, day


def add_months(year: int, month: int, day: int, months: int) -> tuple[int, int, int]:
    """That many months later; a day that the month does not have becomes its last day."""
    year, month = divmod(year * 12 + month - 1 + months, 12)
    month += 1
    return year, month, min(day, days_in_month(year, month))


def weekday(number: int) -> int:
    """The day of the week of a day number: Monday 1 to Sunday 7."""
    return (number + 3) % 7 + 1


def week_of_year(number: int) -> int:
    """The ISO 8601 week that a day number belongs to."""
    thursday = number - weekday(number) + 4
    year = date_of(thursday)[0]
    return (thursday - day_number(year, 1, 1)) // 7 + 1
