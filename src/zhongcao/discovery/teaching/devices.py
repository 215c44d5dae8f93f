"""Where learning does its arithmetic: numpy on the processor, or torch on a graphics card, by the same code.

Arrays of both know `@`, `sum`, `clip`, `T` and indexing under the same names; what they do not is a function of the
library. Torch is no dependency: whoever installed it (`zhongcao[gpu]`) and has a card learns there.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import msgspec
import numpy as np


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A library of arrays, how an array of numpy gets there, and how it comes back."""

    name: str
    lib: Any
    put: Callable[[Any], Any]
    fetch: Callable[[Any], Any]


CPU = Device(name="cpu", lib=np, put=np.asarray, fetch=np.asarray)


def best() -> Device:
    """The graphics card if there is one that torch can use, else the processor."""
    if find_spec("torch") is not None and import_module("torch").cuda.is_available():
        return by_torch("cuda")
    return CPU


def by_torch(where: str) -> Device:
    """A device of torch: `cuda` for a card, `cpu` for a test of the same road without one."""
    torch: Any = import_module("torch")
    torch.backends.cuda.matmul.allow_tf32 = False  # short factors would learn something else
    name = torch.cuda.get_device_name() if where == "cuda" else f"torch on {where}"
    return Device(
        name=name,
        lib=torch,
        put=lambda array: torch.as_tensor(array, device=where),
        fetch=lambda tensor: tensor.cpu().numpy(),
    )
