"""The errors that the service answers or prints; each message says what to do."""

from __future__ import annotations


class PnetCdsError(Exception):
    """Base of all of them."""


class ConfigurationError(PnetCdsError):
    """A setting or a knowledge file is wrong; the message is one line for a terminal."""


class Refused(PnetCdsError):  # noqa: N818 - a refusal, not a fault of ours
    """A request that is answered with an error status and an OperationOutcome.

    `code` is an issue type of FHIR R4, `message` is shown as details.text and never repeats what was sent; `more` are
    further messages, each an issue of its own. `retry_after`: seconds after which the same request may be answered.
    """

    def __init__(
        self, status: int, code: str, message: str, more: tuple[str, ...] = (), retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.more, self.retry_after = more, retry_after

    def outcome(self) -> dict[str, object]:
        """Return the OperationOutcome."""
        said = (self.message, *self.more)
        issues = [{"severity": "error", "code": self.code, "details": {"text": text}} for text in said]
        return {"resourceType": "OperationOutcome", "issue": issues}
