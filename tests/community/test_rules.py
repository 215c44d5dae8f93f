"""The rules of the community, without a database."""

import pytest

from zhongcao.community import rules
from zhongcao.community.rules import Ground, NoteKind, NoteState


def test_a_deleted_note_never_comes_back() -> None:
    assert all(not rules.may_advance(NoteState.DELETED, state) for state in NoteState)
    assert rules.may_advance(NoteState.HIDDEN, NoteState.PUBLISHED)
    assert not rules.may_advance(NoteState.PUBLISHED, NoteState.DRAFT)


@pytest.mark.parametrize("ground", list(Ground))
def test_a_review_comes_down_on_legal_grounds_only(ground: Ground) -> None:
    assert rules.may_take_down(verified=True, ground=ground) == (ground in rules.LEGAL_GROUNDS)
    assert rules.may_take_down(verified=False, ground=ground)


@pytest.mark.parametrize(
    ("state", "is_author", "is_moderator", "blocked", "seen"),
    [
        (NoteState.PUBLISHED, False, False, False, True),
        (NoteState.PUBLISHED, False, False, True, False),
        (NoteState.PUBLISHED, False, True, True, True),
        (NoteState.DRAFT, True, False, False, True),
        (NoteState.DRAFT, False, False, False, False),
        (NoteState.IN_REVIEW, False, True, False, True),
        (NoteState.HIDDEN, False, False, False, False),
        (NoteState.HIDDEN, True, False, False, True),
        (NoteState.DELETED, True, True, False, False),
    ],
)
def test_who_sees_a_note(state: NoteState, is_author: bool, is_moderator: bool, blocked: bool, seen: bool) -> None:
    assert rules.may_see(state=state, is_author=is_author, is_moderator=is_moderator, blocked=blocked) == seen


def test_topics_are_found_in_the_text() -> None:
    assert rules.topics_in("#防晒 真的好用，#SPF50＃夏天! #防晒") == ["防晒", "spf50", "夏天"]
    assert rules.clean_topic("#早C晚A#") == "早c晚a"


@pytest.mark.parametrize(
    ("kind", "title", "body", "tags", "topics", "fields"),
    [
        (NoteKind.IMAGE, "好物", "", [0], [], []),
        (NoteKind.IMAGE, "好物", "", [], [], ["pictures"]),
        (NoteKind.IMAGE, "好物", "", [0] * 19, [], ["pictures"]),
        (NoteKind.IMAGE, "好物", "", [11], [], ["tags"]),
        (NoteKind.TEXT, "", "", [], [], ["title"]),
        (NoteKind.TEXT, "", "只有正文", [], [], []),
        (NoteKind.TEXT, "题" * 61, "文" * 5001, [], [], ["title", "body"]),
        (NoteKind.TEXT, "题", "", [0], [], ["pictures"]),
        (NoteKind.TEXT, "题", "", [], ["t"] * 11, ["topics"]),
    ],
)
def test_what_keeps_a_note_from_being_published(
    kind: NoteKind, title: str, body: str, tags: list[int], topics: list[str], fields: list[str]
) -> None:
    faults = rules.faults_of_note(kind=kind, title=title, body=body, tags_per_picture=tags, topics=topics)
    assert [fault.split(":")[0] for fault in faults] == fields


def test_ratings_are_whole_stars_for_known_aspects() -> None:
    assert rules.faults_of_rating(5, {"effect": 1}) == []
    assert rules.faults_of_rating(0, {}) == ["rating: from 1 to 5"]
    assert rules.faults_of_rating(3, {"smell": 3}) == ["rating.aspects: smell is not an aspect"]


def test_threads_stand_newest_first_with_answers_below_in_order() -> None:
    old = rules.thread_path(comment=100, parent_path=None)
    new = rules.thread_path(comment=200, parent_path=None)
    first = rules.thread_path(comment=150, parent_path=old)
    second = rules.thread_path(comment=250, parent_path=first)
    assert sorted([old, new, first, second]) == [new, old, first, second]
    assert max(len(old), len(second)) == 33


@pytest.mark.parametrize(
    ("reason", "ground"),
    [
        ("illegal", Ground.LAW),
        ("privacy", Ground.PRIVACY),
        ("spam", Ground.SPAM),
        ("fake", Ground.RULES),
        ("abuse", Ground.RULES),
        ("other", Ground.RULES),
    ],
)
def test_a_reported_reason_leads_to_the_ground_of_a_removal(reason: str, ground: Ground) -> None:
    assert rules.ground_of_report(reason) is ground
