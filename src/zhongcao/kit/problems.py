"""Refusals: what a person may be told when the answer is no (RFC 9457 problem+json)."""

from typing import Any, ClassVar

from zhongcao.kit.languages import Language


class Problem(Exception):
    """Something went wrong on our side; it has been noted under the request id.

    The root of all refusals: each has a stable code, a title in both languages and typed details. The root itself is
    what a person is told about a bug, without any detail.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    zh: ClassVar[str] = "我们这边出了点问题，已经记下来了，请稍后再试。"
    """The sentence that people read in Chinese."""
    registry: ClassVar[dict[str, type["Problem"]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" in cls.__dict__:
            if "zh" not in cls.__dict__:
                raise TypeError(f"problem {cls.code} has no Chinese sentence")
            known = Problem.registry.setdefault(cls.code, cls)
            if known.__qualname__ != cls.__qualname__ or known.__module__ != cls.__module__:
                raise TypeError(f"problem code {cls.code} is used twice")

    def __init__(self, **details: Any) -> None:
        super().__init__(self.title(), details)
        self.details = details

    @classmethod
    def title(cls, language: Language = "en") -> str:
        """The sentence that people read: `zh`, or the first line of the class's docstring."""
        if language == "zh":
            return cls.zh
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0]


class Invalid(Problem):
    """The request does not make sense."""

    status = 422
    code = "invalid"
    zh = "填写的内容有误，请检查后再提交。"


class BadRequest(Problem):
    """The request cannot be read."""

    status = 400
    code = "bad-request"
    zh = "这个请求我们没看懂，请刷新后再试。"


class Unauthorized(Problem):
    """Please sign in first."""

    status = 401
    code = "unauthorized"
    zh = "请先登录。"


class Forbidden(Problem):
    """You may not do this."""

    status = 403
    code = "forbidden"
    zh = "你没有权限进行这个操作。"


class NotFound(Problem):
    """There is nothing here."""

    status = 404
    code = "not-found"
    zh = "没有找到你要的内容。"


class Conflict(Problem):
    """Something changed in between."""

    status = 409
    code = "conflict"
    zh = "内容刚刚有了变化，请刷新后再试。"


class Gone(Problem):
    """This is no longer available."""

    status = 410
    code = "gone"
    zh = "内容已经失效。"


class TooMany(Problem):
    """Too many attempts; please wait a little."""

    status = 429
    code = "too-many"
    zh = "操作太频繁了，请稍等一会儿再试。"


class Unavailable(Problem):
    """The service cannot answer right now; please try again."""

    status = 503
    code = "unavailable"
    zh = "服务暂时没有响应，请稍后再试。"
