"""How a figure is taken: warm up, repeat for a bounded time, tell the median."""

import gc
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured operation: the median and the best in seconds, how often it ran, and the target where there is one."""

    name: str
    median: float
    best: float
    runs: int
    target: float | None = None
    remark: str = ""


def measure(
    name: str,
    work: Callable[[], object],
    target: float | None = None,
    seconds: float = 1.5,
    least: int = 3,
    remark: str = "",
) -> Figure:
    """Time `work` for about `seconds`, at least `least` times after one warm-up."""
    work()
    times: list[float] = []
    gc.collect()
    gc.disable()
    try:
        end = time.perf_counter() + seconds
        while len(times) < least or time.perf_counter() < end:
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
    finally:
        gc.enable()
    return Figure(name, statistics.median(times), min(times), len(times), target, remark)


def machine() -> str:
    """The machine the figures were taken on."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.partition(":")[2].strip()
            for line in info.read_text().splitlines()
            if line.startswith("model name")
        ]
        cpu = f"{names[0]} × {len(names)}" if names else cpu
    return f"{cpu}; {platform.system()}; {platform.python_implementation()} {platform.python_version()}"


def table(figures: list[Figure]) -> str:
    """The figures as a Markdown table."""
    lines = ["| operation | median | best | runs | target | |", "| --- | ---: | ---: | ---: | ---: | --- |"]
    for each in figures:
        target = _shown(each.target) if each.target is not None else ""
        lines.append(
            f"| {each.name} | {_shown(each.median)} | {_shown(each.best)} | {each.runs} | {target} | {each.remark} |"
        )
    return "\n".join(lines)


def _shown(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1000:.2f} ms" if seconds >= 0.001 else f"{seconds * 1_000_000:.1f} µs"
