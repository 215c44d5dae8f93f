"""What every answer tells browsers beside its content: guess nothing, frame nothing, keep nothing personal.

An answer that sets one of these itself is left alone: pages have a policy of their own, pictures may be kept for ever.
"""

from collections.abc import Iterable

ALWAYS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"camera=(self), microphone=(self), geolocation=(), payment=(), usb=(), browsing-topics=()",
    ),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)
NOTHING_ALLOWED = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""For data: should a browser ever show it as a page, that page can do nothing."""
HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
PERSONAL = b"private, no-store"
ANYBODYS = b"private, no-cache"

Headers = list[tuple[bytes, bytes]]


def completed(given: Iterable[tuple[bytes, bytes]], *, path: str, signed_in: bool, https: bool) -> Headers:
    """An answer's headers with those that it lacks."""
    headers: Headers = [(bytes(name), bytes(value)) for name, value in given]
    known = {name.lower(): value for name, value in headers}
    wanted = [*ALWAYS, HTTPS_ONLY] if https else list(ALWAYS)
    if not known.get(b"content-type", b"").startswith(b"text/javascript"):  # a worker would take it for its own policy
        wanted.append((b"content-security-policy", NOTHING_ALLOWED))
    if path.startswith("/v1/"):
        wanted.append((b"cache-control", PERSONAL if signed_in else ANYBODYS))
    return headers + [(name, value) for name, value in wanted if name not in known]
