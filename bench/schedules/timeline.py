"""An asyncio event loop whose time is simulated; processes on it can be killed, paused and woken between any two steps.

Rules:
1. One thread, nothing of the machine: no clock, no socket, no thread pool. The same seed gives the same run, step by step.
2. A process is where a task was born (a context variable, inherited by what it starts). The steps of a killed one never run again;
   those of a paused one wait until it is woken, however late.
3. Within one instant steps run in the order in which they came, as asyncio does; two schedules differ in how long things take.
"""

import asyncio
import contextvars
import heapq
from collections import deque
from collections.abc import Callable
from typing import Any

PROCESS: contextvars.ContextVar["Process | None"] = contextvars.ContextVar("process", default=None)


class Process:
    """Something that can be killed between any two of its steps."""

    def __init__(self, name: str) -> None:
        """Alive, and running."""
        self.name = name
        self.is_alive = True
        self.is_paused = False
        self.steps = 0
        self.held: list[asyncio.Handle] = []
        self.before_step: Callable[[Process], None] = _nothing
        self.after_step: Callable[[Process], None] = _nothing


def _nothing(_: Process) -> None:
    pass


class _Task(asyncio.Task[Any]):
    """A task that says nothing when its process ended before it did."""

    _log_destroy_pending = False


class Timeline(asyncio.BaseEventLoop):
    """The loop: `run` until something is true, or a time is reached (seconds)."""

    def __init__(self) -> None:
        """At the beginning of time."""
        self._is_closed = False
        self._now = 0.0
        self._due: deque[tuple[Process | None, asyncio.Handle]] = deque()
        self._timers: list[tuple[float, int, Process | None, asyncio.Handle]] = []
        self._number = 0
        self._tasks: list[asyncio.Task[Any]] = []
        self.outside = contextvars.Context()
        """The context of what belongs to no process: broker, network, who drives the schedule."""

    def run(self, until: Callable[[], bool], limit_s: float) -> bool:
        """Whether `until` came true before the time limit."""
        asyncio._set_running_loop(self)  # noqa: SLF001 -- asyncio offers it to whoever writes a loop
        try:
            while not until():
                if not self._step(limit_s):
                    return False
            return True
        finally:
            asyncio._set_running_loop(None)  # noqa: SLF001 -- same

    def _step(self, limit_s: float) -> bool:
        if not self._due:
            if not self._timers or self._timers[0][0] > limit_s:
                return False
            self._now, _, process, handle = heapq.heappop(self._timers)
            self._due.append((process, handle))
        process, handle = self._due.popleft()
        if handle.cancelled():
            return True
        if process is None:
            handle._run()  # noqa: SLF001 -- how a loop runs its handles
        elif process.is_alive:
            self._step_of(process, handle)
        return True

    @staticmethod
    def _step_of(process: Process, handle: asyncio.Handle) -> None:
        if not process.is_paused:
            process.steps += 1
            process.before_step(process)
        if not process.is_alive:
            return
        if process.is_paused:
            process.held.append(handle)
            return
        handle._run()  # noqa: SLF001 -- how a loop runs its handles
        process.after_step(process)

    def wake(self, process: Process) -> None:
        """Let a paused process go on with what waited for it."""
        process.is_paused = False
        held, process.held = process.held, []
        self._due.extend((process, handle) for handle in held)

    # -- what asyncio asks of a loop -----------------------------------------

    def time(self) -> float:
        """Simulated seconds since the beginning."""
        return self._now

    def call_soon(  # type: ignore[override] # typeshed spells the callback's arguments out
        self, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.Handle:
        """Run in this instant, after what came before."""
        context = contextvars.copy_context() if context is None else context
        handle = asyncio.Handle(callback, args, self, context)
        self._due.append((context.get(PROCESS), handle))
        return handle

    def call_later(  # type: ignore[override] # same
        self, delay: float, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.TimerHandle:
        """Run after so many seconds."""
        return self.call_at(self._now + delay, callback, *args, context=context)

    def call_at(  # type: ignore[override] # same
        self, when: float, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.TimerHandle:
        """Run at that instant."""
        context = contextvars.copy_context() if context is None else context
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        self._number += 1
        heapq.heappush(self._timers, (max(when, self._now), self._number, context.get(PROCESS), handle))
        return handle

    def later(self, delay: float, callback: Callable[..., object], *args: Any) -> None:
        """Run after so many seconds, in no process."""
        self.call_later(delay, callback, *args, context=self.outside.copy())

    def create_future(self) -> asyncio.Future[Any]:
        """A future of this loop."""
        return asyncio.Future(loop=self)

    def create_task(  # type: ignore[override] # typeshed spells the coroutine's types out
        self, coro: Any, *, name: str | None = None, context: contextvars.Context | None = None
    ) -> asyncio.Task[Any]:
        """A task of this loop."""
        task = _Task(coro, loop=self, name=name, context=context)
        self._tasks.append(task)
        return task

    def close(self) -> None:
        """Let go of what was under way."""
        self._is_closed = True
        for task in self._tasks:
            if not task.done():
                task.get_coro().close()
        self._tasks.clear()
        self._timers.clear()
        self._due.clear()

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override] # same
        """What a thread would do happens at one instant, a little later."""
        future = self.create_future()

        def work() -> None:
            try:
                future.set_result(func(*args))
            except Exception as error:  # noqa: BLE001 -- it belongs to who waits for it
                future.set_exception(error)

        self.call_soon(work)
        return future

    def get_debug(self) -> bool:
        """Never."""
        return False

    def is_running(self) -> bool:
        """Always: what asks is inside."""
        return True

    def is_closed(self) -> bool:
        """After `close`."""
        return self._is_closed

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """What fails where nobody waits for it ended its process: what that leaves undone is what a schedule looks at."""

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """A cancelled timer is skipped when its time comes."""
