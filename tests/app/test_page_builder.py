"""The pages follow their sources while `./zhongcao dev` runs."""

from pathlib import Path

import pytest

from zhongcao.app.webapp import build


class Ended(BaseException):
    """The shop was stopped."""


def test_pages_are_built_anew_whenever_their_sources_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in build.WATCHED:
        (tmp_path / name).write_text("{}")
    (tmp_path / "src").mkdir()
    (tmp_path / "dist").mkdir()
    source = tmp_path / "src" / "main.ts"
    source.write_text("1")
    built: list[str] = []
    told: list[str] = []

    def take(say: build.Say, *, web: Path) -> None:
        built.append(source.read_text())
        if len(built) == 2:
            raise build.BuildFailed("a bracket is missing")
        (web / "dist" / ".stamp").write_text(build.digest(web))

    def type_on(seconds: float) -> None:
        if len(built) == 3:
            raise Ended
        source.write_text(source.read_text() + str(len(built) + 1))

    monkeypatch.setattr(build, "build", take)
    monkeypatch.setattr(build.time, "sleep", type_on)
    with pytest.raises(Ended):
        build.watch(told.append, web=tmp_path)
    assert built == ["1", "12", "123"]
    assert [line.split(" (")[0] for line in told] == [
        "the pages are built",
        "the pages could not be built: a bracket is missing",
        "the pages are built",
    ]
