"""Shops for measuring: several may start at once and do not get in each other's way."""

import pytest

from zhongcao.app.measuring.stage import port_of_its_own

PORTS = range(18_840, 18_842)


def test_a_port_belongs_to_one_stage_until_it_is_given_back() -> None:
    with port_of_its_own(PORTS) as one:
        with port_of_its_own(PORTS) as other:
            assert {one, other} == set(PORTS)
            with pytest.raises(RuntimeError, match="no port is free"), port_of_its_own(PORTS):
                pass
        with port_of_its_own(PORTS) as again:
            assert again == other
