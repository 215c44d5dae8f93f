"""Refusals of media."""

from zhongcao.kit.problems import Conflict, Invalid, NotFound, Problem


class PictureUnreadable(Invalid):
    """This file is not a picture that we can read (JPEG, PNG, WebP, GIF or AVIF)."""

    code = "media.picture-unreadable"
    zh = "这个文件不是能识别的图片（支持 JPEG、PNG、WebP、GIF、AVIF）。"


class PictureTooBig(Problem):
    """This picture is too big."""

    status = 413
    code = "media.picture-too-big"
    zh = "图片太大了，请换一张小一点的。"


class PictureBanned(Invalid):
    """This picture may not be shown here."""

    code = "media.picture-banned"
    zh = "这张图片不能在这里展示。"


class PictureNotFound(NotFound):
    """There is no such picture."""

    code = "media.picture-not-found"
    zh = "没有找到这张图片。"


class PictureNotYours(Conflict):
    """One of these pictures is not yours, or not ready."""

    code = "media.picture-not-yours"
    zh = "有图片不是你上传的，或者还没处理好。"
