"""The window at work: envelopes in, answers out."""

from zhongcao.sandboxes.customs_window.service._intake import Taken, read, take_in
from zhongcao.sandboxes.customs_window.service._mailbox import acknowledge, fetch

__all__ = ["Taken", "acknowledge", "fetch", "read", "take_in"]
