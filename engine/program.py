"""A form's reckoning as one graph: every value has a slot, every step fills one slot from others.

A full run fills all slots in order. After an edit only the steps below the changed slots run again, and only as far as
something really changed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Frame = Sequence[Any]
Run = Callable[[Frame], Any]


@dataclass(frozen=True, slots=True)
class Step:
    """Fills `slot` by `run`, which reads only the slots of `inputs`."""

    slot: int
    inputs: frozenset[int]
    run: Run


@dataclass(frozen=True, slots=True)
class Program:
    """Steps in an order in which every step finds its inputs filled; `below[slot]` are the places of the steps that hang
    on a slot, directly or not, in that order."""

    size: int
    steps: tuple[Step, ...]
    below: tuple[tuple[int, ...], ...]
    pairs: tuple[tuple[int, Run], ...]

    def run(self, given: Mapping[int, Any]) -> list[Any]:
        """A frame with the `given` slots set and all steps done."""
        frame: list[Any] = [None] * self.size
        for slot, value in given.items():
            frame[slot] = value
        for slot, run in self.pairs:
            frame[slot] = run(frame)
        return frame

    def rerun(self, frame: Frame, changes: Mapping[int, Any]) -> list[Any]:
        """A new frame with `changes` made and everything that hangs on them reckoned again."""
        fresh = list(frame)
        for slot, value in changes.items():
            fresh[slot] = value
        changed = set(changes)
        for place in self._affected(changes):
            step = self.steps[place]
            if changed.isdisjoint(step.inputs):
                continue
            before, after = fresh[step.slot], step.run(fresh)
            if after is before or (after.__class__ is before.__class__ and after == before):
                continue
            fresh[step.slot] = after
            changed.add(step.slot)
        return fresh

    def moved(self, before: Frame, after: Frame) -> frozenset[int]:
        """The slots that changed between two frames, and all that hang on them."""
        changed = [slot for slot in range(self.size) if before[slot] is not after[slot]]
        return frozenset(changed).union(self.steps[place].slot for place in self._affected(changed))

    def _affected(self, changes: Iterable[int]) -> Sequence[int]:
        several = [self.below[slot] for slot in changes]
        if len(several) == 1:
            return several[0]
        return sorted(set().union(*several)) if several else ()


def assemble(size: int, steps: Iterable[Step]) -> Program:
    """The program of `steps`, put in order. The caller has made sure that no step hangs on itself."""
    by_slot = {step.slot: step for step in steps}
    ordered: list[Step] = []
    done: set[int] = set()
    for start in by_slot:
        stack = [start]
        while stack:
            slot = stack[-1]
            if slot in done or slot not in by_slot:
                stack.pop()
                continue
            waiting = [each for each in by_slot[slot].inputs if each in by_slot and each not in done]
            if waiting:
                stack.extend(sorted(waiting))
                continue
            done.add(slot)
            ordered.append(by_slot[slot])
            stack.pop()
    below: list[set[int]] = [set() for _ in range(size)]
    for place in range(len(ordered) - 1, -1, -1):
        step = ordered[place]
        reach = {place} | below[step.slot]
        for slot in step.inputs:
            below[slot] |= reach
    return Program(
        size,
        tuple(ordered),
        tuple(tuple(sorted(places)) for places in below),
        tuple((step.slot, step.run) for step in ordered),
    )
