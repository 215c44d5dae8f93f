"""The verbs and questions of experiment."""

from zhongcao.experiment.schemas import Outcome, Trial
from zhongcao.experiment.service._counting import count_outcomes, is_habit, list_counted
from zhongcao.experiment.service._deciding import (
    discard_draft,
    draft_experiment,
    list_to_look_at,
    look,
    set_share,
    set_state,
)
from zhongcao.experiment.service._joining import enrol, is_kept_out, is_on, join, list_flags, note_line_up, see
from zhongcao.experiment.service._running import look_again
from zhongcao.experiment.service._showing import get_experiment, list_experiments
from zhongcao.experiment.service._sweeping import drop_line_ups, forget_member

__all__ = [
    "Outcome",
    "Trial",
    "count_outcomes",
    "discard_draft",
    "draft_experiment",
    "drop_line_ups",
    "enrol",
    "forget_member",
    "get_experiment",
    "is_habit",
    "is_kept_out",
    "is_on",
    "join",
    "list_counted",
    "list_experiments",
    "list_flags",
    "list_to_look_at",
    "look",
    "look_again",
    "note_line_up",
    "see",
    "set_share",
    "set_state",
]
