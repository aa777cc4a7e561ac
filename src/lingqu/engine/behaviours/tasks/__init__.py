"""Tasks: work of people, of workers, of the engine itself."""
