"""The shards of a plan as a picture: which channels and padded input sticks a core wants, with the halo."""

from __future__ import annotations

from codegen.cost.picture import Picture, text, tick
from codegen.plan.geometry import Work
from codegen.plan.program import ProgramPlan
from codegen.schedules.schedule import schedule_of

WIDTH, NAMES_WIDTH, SAID_WIDTH, ROW_HEIGHT, BAR_HEIGHT, MARGIN = 640, 180, 240, 22, 14, 10
"""Of the picture and its parts [pixels]; the width is that of the bars."""

AXIS_HEIGHT, BOX_HEIGHT = 26, 24

_STYLE = ".bar-held{fill:#54aeff}.bar-halo{fill:#fb8f44}.box{fill:#b6e3ff;stroke:#57606a}.boxed{fill:#1f2328}"


def shard_picture(plan: ProgramPlan) -> Picture:
    """The picture of the shards of a plan: first slices of channels, then slices of sticks, a row for each."""
    works = stick_works(plan)
    left = MARGIN + NAMES_WIDTH
    channels_top = MARGIN
    sticks_top = channels_top + BOX_HEIGHT + 2 * AXIS_HEIGHT
    bottom = sticks_top + len(works) * ROW_HEIGHT
    return Picture(
        left + WIDTH + SAID_WIDTH + MARGIN,
        bottom + AXIS_HEIGHT + MARGIN,
        f"Slices of channels: {plan.geometry.channel_shards}; slices of sticks: {len(works)}",
        [
            *_channels(plan, left, channels_top),
            text(left, sticks_top - 10, _legend(plan), "faint"),
            *_axis(sum_of_sticks(plan), left, sticks_top, bottom),
            *_sticks(plan, works, left, sticks_top),
        ],
        style=_STYLE,
    )


def stick_works(plan: ProgramPlan) -> list[Work]:
    """What the cores of each slice of sticks compute: for all slices of channels the same."""
    works = {core.work.stick_shard: core.work for core in plan.cores}
    return [works[shard] for shard in sorted(works)]


def own_sticks(works: list[Work], place: int) -> int:
    """Padded input sticks of a slice before those that the next slice begins with, and wants as well."""
    work = works[place]
    following = [one.first_input_stick for one in works[place + 1 :] if one.num_outputs]
    last = work.first_input_stick + work.num_input_sticks
    return min(following[0], last) - work.first_input_stick if following else work.num_input_sticks


def sum_of_sticks(plan: ProgramPlan) -> int:
    """Sticks of the padded input, all images."""
    return plan.case.batch * plan.geometry.padded_height * plan.geometry.padded_width


def _legend(plan: ProgramPlan) -> str:
    how = "gathered from others" if schedule_of(plan.variant).gathers else "held as well"
    return f"Padded input sticks. Blue: those of a slice. Orange: its halo, {how}."


def _channels(plan: ProgramPlan, left: int, top: int) -> list[str]:
    """A box for each slice of channels."""
    geometry = plan.geometry
    count, width = geometry.channel_shards, WIDTH / geometry.channel_shards
    lines = [text(MARGIN, top + 16, "Slices of channels")]
    for shard in range(count):
        first = shard * geometry.shard_channels
        names = (f"c{shard}: {first}..{first + geometry.shard_channels - 1}", f"c{shard}")
        name = next((one for one in names if 7 * len(one) < width), "")
        lines.append(
            f'<rect class="box" x="{left + shard * width:.1f}" y="{top}" width="{width:.1f}" height="{BOX_HEIGHT}"/>'
            + text(round(left + (shard + 0.5) * width, 1), top + 16, name, "boxed", "middle", 11)
        )
    said = f"{plan.case.out_channels} channels"
    padding = geometry.padded_channels - plan.case.out_channels
    lines.append(text(left + WIDTH + 8, top + 16, said + (f", {padding} zeros behind" if padding else ""), "faint"))
    return lines


def _sticks(plan: ProgramPlan, works: list[Work], left: int, top: int) -> list[str]:
    lines = []
    scale = WIDTH / max(sum_of_sticks(plan), 1)
    for place, work in enumerate(works):
        own = own_sticks(works, place)
        halo = work.num_input_sticks - own
        y = top + place * ROW_HEIGHT
        x = left + work.first_input_stick * scale
        last = work.first_output + work.num_outputs - 1
        outputs = f"outputs {work.first_output}..{last}" if work.num_outputs else "no outputs"
        lines += [
            text(MARGIN, y + 12, f"s{work.stick_shard}: {outputs}"),
            _rect("bar-held", x, y, own * scale),
            _rect("bar-halo", x + own * scale, y, halo * scale),
            text(left + WIDTH + 8, y + 12, f"{work.num_input_sticks} sticks, {halo} of them halo", "faint"),
        ]
    return lines


def _rect(kind: str, x: float, y: float, width: float) -> str:
    return f'<rect class="{kind}" x="{x:.2f}" y="{y}" width="{width:.2f}" height="{BAR_HEIGHT}"/>' if width else ""


def _axis(most: int, left: int, top: int, bottom: int) -> list[str]:
    return [
        f'<line class="line" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}"/>'
        + text(round(x, 1), bottom + 16, f"{stick:,}", "ink", "middle")
        for stick in range(0, most + 1, tick(most))
        for x in [left + WIDTH * stick / max(most, 1)]
    ]
