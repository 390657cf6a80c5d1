"""Colours tell actors apart, for every eye and in every chart."""

from itertools import combinations

import matplotlib
import pandas as pd
import pytest
from chart_tables import CHARTS, draw, table
from colour_difference import BLINDNESS, ciede2000, contrast, difference
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

import framing
from framing.charts import actor_colours, palette
from framing.charts.speech import NAMING_COLOURS

NAMES = st.lists(st.text(min_size=1, max_size=20), unique=True, max_size=12)


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


@pytest.mark.parametrize("one, two, expected", [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425), ((50, 3.1571, -77.2803), (50, 0, -82.7485), 2.8615),
    ((50, 2.8361, -74.02), (50, 0, -82.7485), 3.4412), ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0),
    ((50, 0, 0), (50, -1, 2), 2.3669), ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195), ((50, -0.001, 2.49), (50, 0.0009, -2.49), 4.8045),
    ((50, 2.5, 0), (50, 0, -2.5), 4.3065), ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (61, -5, 29), 22.8977), ((50, 2.5, 0), (56, -27, -3), 31.9030), ((50, 2.5, 0), (58, 24, 15), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((63.0109, -31.0961, -5.8663), (62.8187, -29.7946, -4.0864), 1.2630),
    ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
    ((90.8027, -2.0831, 1.441), (91.1528, -1.6435, 0.0447), 1.4441), ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
])
def test_the_yardstick_gives_the_published_values(one, two, expected):
    """Sharma, Wu and Dalal (2005), table 1."""
    assert ciede2000(one, two) == pytest.approx(expected, abs=5e-5)
    assert ciede2000(two, one) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("eye", BLINDNESS)
def test_actors_are_told_apart_by_every_eye(eye):
    found = {(a, b): difference(a, b, eye) for a, b in combinations([*palette.ACTORS, palette.REST], 2)}
    assert min(found.values()) >= 12, min(found, key=found.get)


@pytest.mark.parametrize("eye", BLINDNESS)
def test_parts_of_a_bar_and_voices_are_told_apart_by_every_eye(eye):
    for colours in (palette.PARTS, palette.VOICES.values(), NAMING_COLOURS.values()):
        found = {(a, b): difference(a, b, eye) for a, b in combinations(colours, 2)}
        assert min(found.values()) >= 10, min(found, key=found.get)
    assert difference(palette.ACCENT, palette.CONTRAST, eye) >= 10


def test_colours_and_letters_stand_out_from_the_paper():
    assert min(contrast(c, "#ffffff") for c in palette.ACTORS) >= 3
    assert min(contrast(c, "#ffffff") for c in (palette.INK, palette.SOFT, palette.FAINT)) >= 4.5


def test_numbers_on_a_colour_can_be_read():
    shades = [to_hex(palette.heat()(k / 20)) for k in range(21)]
    for colour in [*palette.ACTORS, *palette.PARTS, *palette.VOICES.values(), *NAMING_COLOURS.values(), *shades]:
        ink = palette.ink_on(colour)
        assert contrast({"white": "#ffffff", "black": "#000000"}.get(ink, ink), colour) >= 4.5, colour


@given(NAMES)
def test_the_order_of_eight_actors_changes_no_colour(names):
    first = names[:8]
    assert actor_colours(first) == actor_colours(first[::-1])
    assert len(set(actor_colours(first).values())) == len(first)
    assert set(actor_colours(names).values()) - {palette.REST} <= set(palette.ACTORS)


def test_from_the_ninth_on_and_for_nobody_the_colour_is_grey():
    names = [f"Actor {k}" for k in range(12)]
    assert [c == palette.REST for c in actor_colours(["", *names]).values()] == [True] + 8 * [False] + 4 * [True]


def test_the_most_frequent_actors_of_a_table_get_the_colours():
    mentions = pd.DataFrame({"actor": ["B"] * 3 + ["A"] + list("CDEFGHIJ") * 2})
    grey = {a for a, c in actor_colours(mentions).items() if c == palette.REST}
    assert grey == {"A", "J"}
    with pytest.raises(ValueError, match="actor"):
        actor_colours(mentions.rename(columns={"actor": "who"}))


def test_a_choice_of_colours_is_kept():
    chosen = {"Ann Lee": "#112233"}
    assert actor_colours(chosen) == chosen and actor_colours(chosen) is not chosen
    counts = pd.DataFrame({"actor": ["Ann Lee", "Tom Roy"], "label": "PERSON", "n": [2, 1], "n_tokens": 9.0, "per_1000": [2.0, 1.0]})
    found = [to_hex(p.get_facecolor()) for p in framing.plot_entities(counts, colours=chosen).patches]
    assert found == ["#112233", palette.REST]


def colours_in(ax):
    """Each actor of a chart and the colours its row shows."""
    names = [t.get_text() for t in (ax.child_axes[0] if ax.child_axes and ax.child_axes[0].get_gid() != "scale" else ax).get_yticklabels()]
    found = {name: set() for name in names}
    for one in [ax, *ax.child_axes]:
        for p in one.patches:
            if p.get_gid() == "bar":
                found[names[round(p.get_y() + p.get_height() / 2)]].add(to_hex(p.get_facecolor()))
        for line in one.lines:
            if line.get_gid() in ("value", "mention") and len(line.get_ydata()):
                found[names[round(line.get_ydata()[0])]].add(to_hex(line.get_markeredgecolor()))
        for t in one.texts:
            if t.get_gid() == "chip":
                found[names[round(t.get_position()[1])]].add(to_hex(t.get_color()))
    return found


def test_an_actor_has_one_colour_in_all_charts():
    seen = {}
    for name in ("all entities", "entities", "positions", "speakers", "speakers by group", "talk", "roles", "roles by group", "tone"):
        for actor, colours in colours_in(draw(name)).items():
            assert len(colours) <= 1, (name, actor)
            seen.setdefault(actor, {}).update(dict.fromkeys(colours, name))
    portraits = draw("six portraits")
    heads = [t.get_text().replace("\n", " ") for t in portraits.texts if t.get_gid() == "head"]
    bands = [to_hex(p.get_facecolor()) for p in portraits.patches if p.get_gid() == "band"]
    days = draw("days")
    ends = [(t.get_text(), to_hex(t.get_color())) for t in days.texts if t.get_gid() == "end"]
    for actor, colour in [*zip(heads, bands, strict=True), *ends]:
        seen.setdefault(actor, {})[colour] = "portraits or days"
    several = {actor: found for actor, found in seen.items() if len(found) > 1}
    assert several == {} and len(seen) > 12
    coloured = [next(iter(found)) for found in seen.values() if set(found) - {palette.REST}]
    assert len(coloured) == len(set(coloured)) == 8


def test_a_part_of_a_table_keeps_the_colours():
    entities = table("all entities")
    whole = colours_in(framing.plot_entities(entities))
    part = entities[entities["actor"].isin(["Petra Hask", "Goran Tessik"])]
    assert colours_in(framing.plot_entities(part)) == {a: whole[a] for a in ("Goran Tessik", "Petra Hask")}


def test_charts_keep_the_default_colour_cycle():
    before = matplotlib.rcParams["axes.prop_cycle"]
    for name in list(CHARTS)[:4]:
        draw(name)
    assert matplotlib.rcParams["axes.prop_cycle"] == before
