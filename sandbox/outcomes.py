"""What the server answers when it does not answer what was asked: an OperationOutcome, always."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Refused(Exception):  # noqa: N818 - a refusal, not a fault of ours
    """A request that is answered with an error status; `code` is an issue type of FHIR R4."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code, self.text = status, code, text


def outcome(code: str, text: str) -> Json:
    """Return an OperationOutcome with one error."""
    issue = {"severity": "error", "code": code, "details": {"text": text}}
    return {"resourceType": "OperationOutcome", "issue": [issue]}
