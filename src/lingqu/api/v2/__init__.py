"""The orchestration API that existing Camunda 8 clients speak: same paths, shapes and status codes, under /v2."""
