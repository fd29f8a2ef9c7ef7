import threading

import pytest

from scp.core.kept import Kept


class TestKept:
    def test_gives_back_what_was_put(self) -> None:
        kept: Kept[str] = Kept(10)
        kept.put("a", "A", size=3)
        assert kept.get("a") == "A"
        assert kept.get("b") is None

    def test_drops_what_was_asked_for_longest_ago(self) -> None:
        kept: Kept[str] = Kept(10)
        for name in "abc":
            kept.put(name, name.upper(), size=3)
        assert kept.get("a") == "A"
        kept.put("d", "D", size=3)
        assert [name for name in "abcd" if kept.get(name)] == ["a", "c", "d"]

    def test_what_is_larger_than_all_of_it_is_not_kept(self) -> None:
        kept: Kept[str] = Kept(10)
        kept.put("a", "A", size=3)
        kept.put("b", "B", size=11)
        assert kept.get("b") is None
        assert kept.get("a") == "A"

    def test_putting_again_does_not_count_twice(self) -> None:
        kept: Kept[str] = Kept(10)
        for _ in range(5):
            kept.put("a", "A", size=6)
        kept.put("b", "B", size=4)
        assert kept.get("a") == "A"
        assert kept.get("b") == "B"

    def test_clear(self) -> None:
        kept: Kept[str] = Kept(10)
        kept.put("a", "A", size=10)
        kept.clear()
        kept.put("b", "B", size=10)
        assert kept.get("a") is None
        assert kept.get("b") == "B"

    @pytest.mark.parametrize("size", [1, 7, 40])
    def test_threads_do_not_lose_count(self, size: int) -> None:
        kept: Kept[int] = Kept(100)

        def work(start: int) -> None:
            for number in range(start, start + 300):
                kept.put(number % 50, number, size=size)
                kept.get((number + 1) % 50)

        threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        held = [key for key in range(50) if kept.get(key) is not None]
        assert len(held) == min(50, 100 // size)
