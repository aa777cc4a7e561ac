"""How an attempt ended, and how the server is told: one request each, or many completions in one."""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec


class Completed(msgspec.Struct, frozen=True, kw_only=True):
    job: str
    lease: str | None
    variables: dict[str, Any]

    word = "completed"

    @property
    def path(self) -> str:
        return f"/v2/jobs/{self.job}/completion"

    @property
    def body(self) -> dict[str, Any]:
        return {"variables": self.variables, "jobLeaseToken": self.lease}


class Failed(msgspec.Struct, frozen=True, kw_only=True):
    """`backoff`: ms until the next attempt."""

    job: str
    lease: str | None
    retries: int
    message: str
    backoff: int
    variables: dict[str, Any]

    word = "failed"

    @property
    def path(self) -> str:
        return f"/v2/jobs/{self.job}/failure"

    @property
    def body(self) -> dict[str, Any]:
        return {
            "retries": self.retries,
            "errorMessage": self.message,
            "retryBackOff": self.backoff,
            "variables": self.variables,
            "jobLeaseToken": self.lease,
        }


class Thrown(msgspec.Struct, frozen=True, kw_only=True):
    job: str
    lease: str | None
    code: str
    message: str
    variables: dict[str, Any]

    word = "error"

    @property
    def path(self) -> str:
        return f"/v2/jobs/{self.job}/error"

    @property
    def body(self) -> dict[str, Any]:
        return {
            "errorCode": self.code,
            "errorMessage": self.message,
            "variables": self.variables,
            "jobLeaseToken": self.lease,
        }


Outcome: TypeAlias = Completed | Failed | Thrown
