"""What was drawn: immutable, keeps everything, round-trips, has no behaviour."""
