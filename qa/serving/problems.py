"""What can be wrong with a request, told as problem details (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from qa.errors import ClusterError, IndexBusy, IndexUnreachable, InputError, QAError, SettingsError
from qa.rendering.cleaning import one_line
from qa.rendering.renderer import to_json_line

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A request that is not answered as it was meant."""

    def __init__(self, status: int, detail: str, *, retry_after: int | None = None, header: str = "") -> None:
        """Make one.

        Args:
            status: of HTTP.
            detail: one line: what is wrong and what to do.
            retry_after: seconds after which to try again.
            header: the value of ``WWW-Authenticate``.
        """
        super().__init__(detail)
        self.status = status
        self.headers = {"cache-control": "no-store"}
        if retry_after is not None:
            self.headers["retry-after"] = str(retry_after)
        if header:
            self.headers["www-authenticate"] = header

    @property
    def record(self) -> dict[str, object]:
        """As RFC 9457 has it."""
        return {"status": self.status, "title": HTTPStatus(self.status).phrase, "detail": one_line(str(self))}

    def response(self) -> Response:
        """The response that tells it."""
        return Response(to_json_line(self.record).encode(), self.status, self.headers, MEDIA_TYPE)


def problem_of(error: Exception) -> Problem:
    """What a request is told of an error; a defect of this program is named by its kind alone."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, InputError | SettingsError):
        return Problem(422, str(error))
    if isinstance(error, IndexBusy | IndexUnreachable | ClusterError):
        return Problem(503, str(error), retry_after=5)
    if isinstance(error, QAError):
        return Problem(500, str(error))
    return Problem(500, f"internal error: {type(error).__name__}; the server's log says more")
