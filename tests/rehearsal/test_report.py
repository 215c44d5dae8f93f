"""The report of a rehearsal: figures, proofs and charts tell the same."""

from datetime import date
from pathlib import Path

from zhongcao.rehearsal.report import Proof, Report, Timing, bars, write_html


def a_report(violations: int = 0) -> Report:
    return Report(
        seed=7,
        source="sephora",
        first_day=date(2016, 4, 8),
        last_day=date(2023, 3, 20),
        imported={"products": 3},
        left_out={"unmapped <b>": 1},
        funnel={"order_placed": 4, "note_shared": 2},
        orders_by_state={"completed": 3, "refunded": 1, "paid": 1},
        tax_by_regime={"cbec": 1234},
        turnover=99_00,
        declared=4,
        cleared=3,
        delivered=3,
        shared_notes=2,
        proposals=2,
        accepted=1,
        stock={"received": 10, "sold": 4},
        ledger={"psp": 0},
        proofs=[Proof("stock", "Stock is conserved.", violations)],
        timings=[Timing("shopping", 2.0, 5)],
        recovered={"web": 1},
        requests=100,
        cpu={"web": 1.5},
        wall=12.5,
    )


def test_only_ended_orders_count_as_final() -> None:
    assert (a_report().orders_final, a_report().orders_total) == (4, 5)


def test_the_measure_has_the_keys_that_others_read() -> None:
    measure = a_report(violations=2).measure()
    assert measure["measure"] == "loop"
    assert measure["violations"] == 2
    assert {"orders_final", "orders_total", "tax_by_regime", "wall"} <= measure["figures"].keys()


def test_the_longest_bar_is_full_and_nothing_divides_by_zero() -> None:
    assert [bar.percent for bar in bars([("a", 5), ("b", 10)])] == [50.0, 100.0]
    assert [bar.percent for bar in bars([("a", 0)])] == [0.0]


def test_the_page_needs_nothing_else_and_escapes_names(tmp_path: Path) -> None:
    write_html(a_report(violations=2), tmp_path / "loop.html")
    page = (tmp_path / "loop.html").read_text("utf-8")
    assert "http" not in page.replace("http-equiv", "")
    assert "unmapped &lt;b&gt;" in page
    assert "Stock is conserved." in page
