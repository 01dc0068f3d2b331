"""The work of routes in threads: so many at a time, and it is said when a crowd waits."""

from __future__ import annotations

import asyncio
import threading

from explorer.views.shared.few import Few


def test_so_many_run_at_a_time_and_the_others_wait() -> None:
    few, go, lock, now, most = Few(2, 3), threading.Event(), threading.Lock(), [0], [0]

    def work(number: int) -> int:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        assert go.wait(20)
        with lock:
            now[0] -= 1
        return 10 * number

    async def all_of_them() -> list[int]:
        assert not few.crowded
        tasks = [asyncio.create_task(few.run(work, number)) for number in range(4)]
        while few.waiting < 2 or now[0] < 2:
            await asyncio.sleep(0)
        assert not few.crowded
        tasks.append(asyncio.create_task(few.run(work, 4)))
        while few.waiting < 3:
            await asyncio.sleep(0)
        assert few.crowded
        go.set()
        return await asyncio.gather(*tasks)

    assert asyncio.run(all_of_them()) == [0, 10, 20, 30, 40]
    assert (most[0], few.waiting, few.crowded) == (2, 0, False)
