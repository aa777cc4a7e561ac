"""Working calendars: weekly hours, holidays, make-up days; pure arithmetic on working time."""
