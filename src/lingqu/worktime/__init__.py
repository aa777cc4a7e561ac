"""Working calendars: weekly hours, holidays, make-up days; pure arithmetic on working time.

Moments are ms since 1970 (UTC), amounts of working time ms; a Calendar says what clocks show where people work.
"""

from lingqu.worktime.calendars import Calendar, Hours
from lingqu.worktime.china import CHINA
from lingqu.worktime.counting import Moment, add, between, subtract
from lingqu.worktime.lengths import length
from lingqu.worktime.read import read

__all__ = ["CHINA", "Calendar", "Hours", "Moment", "add", "between", "length", "read", "subtract"]
