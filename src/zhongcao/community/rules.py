"""Rules of the community: what a note may be, what its states are, who may take it down."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from zhongcao.kit.languages import Saying
from zhongcao.kit.text import clean_line

TITLE_CHARACTERS_MAX = 60
BODY_CHARACTERS_MAX = 5000
LOCATION_CHARACTERS_MAX = 60
COMMENT_CHARACTERS_MAX = 1000
ALT_CHARACTERS_MAX = 200
TAG_CHARACTERS_MAX = 40
TOPIC_CHARACTERS_MAX = 30
ALBUM_CHARACTERS_MAX = 30
PICTURES_MAX = 18
TAGS_PER_PICTURE_MAX = 10
TOPICS_MAX = 10
NOTES_PER_DAY_MAX = 50
COMMENTS_PER_HOUR_MAX = 120
RATING_MIN, RATING_MAX = 1, 5
NOTE_CHANGED = "community.note"
"""Of which notes processes hear (`kit.hearing`) that they show other words, are liked by more or fewer, or are gone."""
VIEWER_CHANGED = "community.viewer"
"""Of which members processes hear that they like other notes, or that a block stands between others and them."""


class NoteKind(StrEnum):
    """What a note is made of."""

    IMAGE = "image"
    TEXT = "text"


class NoteState(StrEnum):
    """Where a note is in its life."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    DELETED = "deleted"


TRANSITIONS: dict[NoteState, frozenset[NoteState]] = {
    NoteState.DRAFT: frozenset({NoteState.IN_REVIEW, NoteState.PUBLISHED, NoteState.DELETED}),
    NoteState.IN_REVIEW: frozenset({NoteState.PUBLISHED, NoteState.HIDDEN, NoteState.DELETED}),
    NoteState.PUBLISHED: frozenset({NoteState.IN_REVIEW, NoteState.HIDDEN, NoteState.DELETED}),
    NoteState.HIDDEN: frozenset({NoteState.PUBLISHED, NoteState.DELETED}),
    NoteState.DELETED: frozenset(),
}
"""Which state may follow which; a deleted note never comes back."""


class TagKind(StrEnum):
    """What a tag on a picture points at."""

    GOODS = "goods"
    BRAND = "brand"
    PLACE = "place"
    PERSON = "person"
    TOPIC = "topic"
    PRICE = "price"


class Direction(StrEnum):
    """To which side of its point a tag is written."""

    LEFT = "left"
    RIGHT = "right"


class FollowKind(StrEnum):
    """What can be followed."""

    MEMBER = "member"
    BRAND = "brand"
    TOPIC = "topic"


class Aspect(StrEnum):
    """The sides of a product that a buyer may rate one by one."""

    QUALITY = "quality"
    EFFECT = "effect"
    TEXTURE = "texture"
    PACKAGING = "packaging"
    VALUE = "value"
    DELIVERY = "delivery"


class Ground(StrEnum):
    """Why staff take a note down."""

    LAW = "law"
    """Content that the law forbids."""
    COURT = "court"
    """A court or an authority ordered it."""
    PRIVACY = "privacy"
    """It shows someone's personal data against their will."""
    RIGHTS = "rights"
    """It infringes someone's rights; the claim was checked."""
    SPAM = "spam"
    RULES = "rules"


LEGAL_GROUNDS = frozenset({Ground.LAW, Ground.COURT, Ground.PRIVACY, Ground.RIGHTS})
"""E-commerce Law of the PRC, article 39: a platform does not delete buyers' reviews; the law's own bans stand."""


def may_advance(state: NoteState, to: NoteState) -> bool:
    """A note moves only along its state diagram."""
    return to in TRANSITIONS[state]


def may_take_down(*, verified: bool, ground: Ground) -> bool:
    """Reviews of bought goods are taken down on legal grounds only; bad ones are never hidden because they are bad."""
    return not verified or ground in LEGAL_GROUNDS


def ground_of_report(reason: str) -> Ground:
    """The ground on which a moderator's removal of a reported or held thing stands."""
    return {"illegal": Ground.LAW, "privacy": Ground.PRIVACY, "spam": Ground.SPAM}.get(reason, Ground.RULES)


def may_see(*, state: NoteState, is_author: bool, is_moderator: bool, blocked: bool) -> bool:
    """Published notes are for everyone whom the author has not blocked; the others for author and moderators only."""
    if state is NoteState.DELETED:
        return False
    if is_author or is_moderator:
        return True
    return state is NoteState.PUBLISHED and not blocked


def faults_of_note(
    *, kind: NoteKind, title: str, body: str, tags_per_picture: Sequence[int], topics: Sequence[str]
) -> list[Saying]:
    """What keeps a note from being published, field by field; an empty list means nothing does."""
    faults: list[Saying] = []
    if kind is NoteKind.IMAGE and not 1 <= len(tags_per_picture) <= PICTURES_MAX:
        faults.append(
            Saying(
                f"pictures: an image note has 1 to {PICTURES_MAX}", f"pictures: 图文笔记要有 1 到 {PICTURES_MAX} 张图片"
            )
        )
    if kind is NoteKind.TEXT and tags_per_picture:
        faults.append(Saying("pictures: a text note has none", "pictures: 文字笔记不带图片"))
    if any(count > TAGS_PER_PICTURE_MAX for count in tags_per_picture):
        faults.append(
            Saying(
                f"tags: at most {TAGS_PER_PICTURE_MAX} on one picture",
                f"tags: 一张图片最多 {TAGS_PER_PICTURE_MAX} 个标签",
            )
        )
    if not title and not body:
        faults.append(Saying("title: a note needs a title or a text", "title: 标题和正文至少写一个"))
    if len(title) > TITLE_CHARACTERS_MAX:
        faults.append(
            Saying(f"title: at most {TITLE_CHARACTERS_MAX} characters", f"title: 标题最多 {TITLE_CHARACTERS_MAX} 个字")
        )
    if len(body) > BODY_CHARACTERS_MAX:
        faults.append(
            Saying(f"body: at most {BODY_CHARACTERS_MAX} characters", f"body: 正文最多 {BODY_CHARACTERS_MAX} 个字")
        )
    if len(topics) > TOPICS_MAX:
        faults.append(Saying(f"topics: at most {TOPICS_MAX}", f"topics: 最多 {TOPICS_MAX} 个话题"))
    if any(len(name) > TOPIC_CHARACTERS_MAX for name in topics):
        faults.append(
            Saying(
                f"topics: at most {TOPIC_CHARACTERS_MAX} characters each",
                f"topics: 每个话题最多 {TOPIC_CHARACTERS_MAX} 个字",
            )
        )
    return faults


def faults_of_rating(overall: int, aspects: Mapping[Any, int]) -> list[Saying]:
    """Ratings are whole numbers from 1 to 5, overall and for known aspects."""
    known = {aspect.value for aspect in Aspect}
    faults = [
        Saying(f"rating.aspects: {name} is not an aspect", f"rating.aspects: 没有“{name}”这一项")
        for name in aspects
        if name not in known
    ]
    if any(not RATING_MIN <= value <= RATING_MAX for value in (overall, *aspects.values())):
        faults.append(
            Saying(f"rating: from {RATING_MIN} to {RATING_MAX}", f"rating: 评分从 {RATING_MIN} 到 {RATING_MAX}")
        )
    return faults


_TOPIC_MARK = re.compile(r"[#＃]([^\s#＃,，。.!！?？;；:：、()（）]{1,30})")


def clean_topic(name: str) -> str:
    """The name of a topic (话题): one line, no marks around it, Latin letters folded."""
    return clean_line(name).strip("#＃ ").casefold()


def topics_in(body: str) -> list[str]:
    """The topics that a text names with a # mark, in order, each once."""
    return list(dict.fromkeys(clean_topic(name) for name in _TOPIC_MARK.findall(body)))


def thread_path(*, comment: int, parent_path: str | None) -> str:
    """Where a comment stands: newest thread first, answers below in the order they were written, one level deep."""
    if parent_path is None:
        return f"{(1 << 63) - 1 - comment:016x}"
    return f"{parent_path[:16]}/{comment:016x}"
