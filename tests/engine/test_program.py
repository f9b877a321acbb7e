"""The graph of steps: order, and edits that reckon only what hangs on them."""

from hypothesis import given
from hypothesis import strategies as st

from engine.program import Program, Step, assemble


def _adder(slot: int, *inputs: int, counter: list[int] | None = None) -> Step:
    def run(frame: object) -> int:
        if counter is not None:
            counter.append(slot)
        return sum(frame[each] for each in inputs)  # type: ignore[index]

    return Step(slot, frozenset(inputs), run)


def test_program_runs_steps_after_their_inputs() -> None:
    program = assemble(4, [_adder(3, 2), _adder(2, 1), _adder(1, 0)])
    assert program.run({0: 7}) == [7, 7, 7, 7]


def test_rerun_touches_only_what_hangs_on_the_change() -> None:
    ran: list[int] = []
    program = assemble(5, [_adder(2, 0, counter=ran), _adder(3, 1, counter=ran), _adder(4, 3, counter=ran)])
    frame = program.run({0: 1, 1: 2})
    ran.clear()
    assert program.rerun(frame, {0: 5}) == [5, 2, 5, 2, 2]
    assert ran == [2]


def test_rerun_stops_where_nothing_changed() -> None:
    ran: list[int] = []
    parity = Step(1, frozenset({0}), lambda frame: frame[0] % 2)
    program = assemble(3, [parity, _adder(2, 1, counter=ran)])
    frame = program.run({0: 1})
    ran.clear()
    program.rerun(frame, {0: 3})
    assert ran == []


def test_rerun_leaves_the_old_frame_as_it_was() -> None:
    program = assemble(2, [_adder(1, 0)])
    frame = program.run({0: 1})
    program.rerun(frame, {0: 2})
    assert frame == [1, 1]


@st.composite
def _programs(draw: st.DrawFn) -> tuple[Program, int]:
    inputs = draw(st.integers(1, 4))
    steps = []
    for slot in range(inputs, inputs + draw(st.integers(1, 8))):
        reads = draw(st.sets(st.integers(0, slot - 1), min_size=1, max_size=3))
        steps.append(_adder(slot, *sorted(reads)))
    size = inputs + len(steps)
    return assemble(size, draw(st.permutations(steps))), inputs


@given(_programs(), st.data())
def test_rerun_equals_a_full_run(made: tuple[Program, int], data: st.DataObject) -> None:
    program, inputs = made
    numbers = st.integers(-5, 5)
    before = {slot: data.draw(numbers) for slot in range(inputs)}
    changes = data.draw(st.dictionaries(st.integers(0, inputs - 1), numbers))
    assert program.rerun(program.run(before), changes) == program.run({**before, **changes})
