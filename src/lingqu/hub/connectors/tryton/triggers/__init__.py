"""One file an event; each holds TRIGGER."""
