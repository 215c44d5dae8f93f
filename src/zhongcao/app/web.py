"""What the web server loads: the application, built while the garbage collector rests."""

import gc

# Next to nothing made while a process starts is garbage; looking for it would take a seventh of the start.
gc.disable()

from litestar import Litestar  # noqa: E402

from zhongcao.app import asgi  # noqa: E402

GARBAGE_EVERY = 50_000
"""Garbage is looked for when so many more things were made than dropped. By Python's own 700 it was looked for with
each sixth page, a twentieth of the time of all pages, and now and then a page waited for a look at everything."""


def create_app() -> Litestar:
    """The application of one web process; what it is made of is never looked through for garbage again."""
    app = asgi.create_app()
    gc.freeze()
    gc.enable()
    gc.set_threshold(GARBAGE_EVERY, 10, 10)
    return app
