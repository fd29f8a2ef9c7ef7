"""A picture is drawn once: by whoever is first, for every process."""

import http.server
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import vl_convert
from django.core.cache import cache
from redis.exceptions import ResponseError

from scp.core import cache as cache_module
from scp.publication.charts import ChartFailed, engine, svg
from tests.chaos.processes import black_hole

BROKEN = {"mark": "no such mark"}


def points(*values: int) -> dict[str, Any]:
    return {
        "data": {"values": [{"x": value} for value in values]},
        "mark": "point",
        "encoding": {"x": {"field": "x", "type": "quantitative"}},
    }


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    engine.kept_pictures.clear()
    cache.clear()
    yield
    engine.kept_pictures.clear()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The specifications that reach the drawing library."""
    asked = []
    draw = vl_convert.vegalite_to_svg

    def noted(spec: str, **options: Any) -> str:
        asked.append(spec)
        return draw(spec, **options)

    monkeypatch.setattr(vl_convert, "vegalite_to_svg", noted)
    return asked


def as_in_another_process() -> None:
    engine.kept_pictures.clear()


def test_equal_specifications_are_drawn_once(drawn: list[str]) -> None:
    first, again = svg(points(1, 2)), svg(dict(reversed(points(1, 2).items())))

    assert first == again
    assert first.startswith("<svg")
    assert len(drawn) == 1


def test_other_figures_are_another_picture(drawn: list[str]) -> None:
    assert svg(points(1, 2)) != svg(points(1, 3))
    assert len(drawn) == 2


def test_what_one_process_drew_no_other_draws(drawn: list[str]) -> None:
    first = svg(points(1, 2))
    as_in_another_process()

    assert svg(points(1, 2)) == first
    assert len(drawn) == 1


def test_a_release_that_draws_otherwise_draws_anew(
    drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    svg(points(1, 2))
    monkeypatch.setattr(engine, "version", lambda: "another")

    svg(points(1, 2))

    assert len(drawn) == 2


def test_a_changed_line_of_drawing_code_is_another_version(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "__file__", str(tmp_path / "engine.py"))
    versions = []
    for code in ("a = 1", "a = 2", "a = 1"):
        (tmp_path / "trend.py").write_text(code)
        engine.version.cache_clear()
        versions.append(engine.version())
    monkeypatch.undo()
    engine.version.cache_clear()

    assert versions[0] == versions[2] != versions[1]
    assert len(engine.version()) == 12


def test_without_the_shared_cache_a_picture_is_drawn_all_the_same(
    drawn: list[str], settings: Any
) -> None:
    with black_hole() as port:
        url = f"redis://127.0.0.1:{port}/0"
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": url}}
        assert svg(points(4)).startswith("<svg")
        assert svg(points(4)).startswith("<svg")
        cache_module._breakers.pop(url, None)

    assert len(drawn) == 1


def test_a_cache_that_refuses_is_passed_over(
    drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full server answers reads and refuses writes; one that starts refuses everything."""

    def refused(*args: Any, **kwargs: Any) -> None:
        raise ResponseError("OOM command not allowed when used memory > 'maxmemory'.")

    monkeypatch.setattr("scp.core.cache.RedisCache.set", refused)
    picture = svg(points(5))
    as_in_another_process()
    assert svg(points(5)) == picture
    assert len(drawn) == 2

    monkeypatch.setattr("scp.core.cache.RedisCache.get", refused)
    as_in_another_process()
    assert svg(points(5)) == picture


def test_a_picture_that_cannot_be_drawn_is_a_named_failure_and_not_kept(drawn: list[str]) -> None:
    for _ in range(2):
        with pytest.raises(ChartFailed):
            svg(BROKEN)
    assert len(drawn) == 2


def test_many_may_ask_at_once() -> None:
    """A browser asks for several pictures of a page together."""
    specs = [points(number, 100) for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(svg, specs))
    as_in_another_process()
    cache.clear()

    assert together == [svg(spec) for spec in specs]


def test_the_drawing_library_opens_no_address() -> None:
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        spec = {**points(), "data": {"url": f"http://127.0.0.1:{server.server_port}/data.csv"}}
        with pytest.raises(ChartFailed):
            svg(spec)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

    assert asked == []
