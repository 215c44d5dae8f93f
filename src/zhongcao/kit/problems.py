"""Refusals: what a person may be told when the answer is no (RFC 9457 problem+json)."""

from typing import Any, ClassVar


class Problem(Exception):
    """Something went wrong on our side; it has been noted under the request id.

    The root of all refusals: each has a stable code, a title and typed details. The root itself is what a person is
    told about a bug, without any detail.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    registry: ClassVar[dict[str, type["Problem"]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" in cls.__dict__:
            known = Problem.registry.setdefault(cls.code, cls)
            if known.__qualname__ != cls.__qualname__ or known.__module__ != cls.__module__:
                raise TypeError(f"problem code {cls.code} is used twice")

    def __init__(self, **details: Any) -> None:
        super().__init__(self.title(), details)
        self.details = details

    @classmethod
    def title(cls) -> str:
        """The sentence that people read: the first line of the class's docstring."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0]


class Invalid(Problem):
    """The request does not make sense."""

    status = 422
    code = "invalid"


class BadRequest(Problem):
    """The request cannot be read."""

    status = 400
    code = "bad-request"


class Unauthorized(Problem):
    """Please sign in first."""

    status = 401
    code = "unauthorized"


class Forbidden(Problem):
    """You may not do this."""

    status = 403
    code = "forbidden"


class NotFound(Problem):
    """There is nothing here."""

    status = 404
    code = "not-found"


class Conflict(Problem):
    """Something changed in between."""

    status = 409
    code = "conflict"


class Gone(Problem):
    """This is no longer available."""

    status = 410
    code = "gone"


class TooMany(Problem):
    """Too many attempts; please wait a little."""

    status = 429
    code = "too-many"


class Unavailable(Problem):
    """The service cannot answer right now; please try again."""

    status = 503
    code = "unavailable"
