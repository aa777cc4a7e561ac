"""One file a verb; each holds ACTION."""
