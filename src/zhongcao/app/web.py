"""What the web server loads: the application, built while the garbage collector rests."""

import gc

# Next to nothing made while a process starts is garbage; looking for it would take a seventh of the start.
gc.disable()

from litestar import Litestar  # noqa: E402

from zhongcao.app import asgi  # noqa: E402


def create_app() -> Litestar:
    """The application of one web process; what it is made of is never looked through for garbage again."""
    app = asgi.create_app()
    gc.freeze()
    gc.enable()
    return app
