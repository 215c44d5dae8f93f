"""Refusals of media."""

from zhongcao.kit.problems import Conflict, Invalid, NotFound, Problem


class PictureUnreadable(Invalid):
    """This file is not a picture that we can read (JPEG, PNG, WebP, GIF or AVIF)."""

    code = "media.picture-unreadable"


class PictureTooBig(Problem):
    """This picture is too big."""

    status = 413
    code = "media.picture-too-big"


class PictureBanned(Invalid):
    """This picture may not be shown here."""

    code = "media.picture-banned"


class PictureNotFound(NotFound):
    """There is no such picture."""

    code = "media.picture-not-found"


class PictureNotYours(Conflict):
    """One of these pictures is not yours, or not ready."""

    code = "media.picture-not-yours"
