"""Build framing/lexicons/verbs.json: irregular verb forms, base forms, verbs of speaking and of thinking.

Run: python data/build/verbs.py --corpora DIR --out framing/lexicons
DIR holds agency/ewt_train.tsv.xz and gum_train.tsv.xz: words tagged as infinitives there are the base forms. The other lists
were written by hand.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from trees import read_trees  # noqa: E402

from framing.resources import sha256  # noqa: E402

#: Base form, then the forms that no rule gives.
IRREGULAR = """
be am is are was were been being 's 're 'm isn aren wasn weren
have has had having 've 'd hasn haven hadn
do does did done doing don didn doesn
will won
arise arose arisen
awake awoke awoken
bear bore borne born
beat beaten
become became
begin began begun beginning
bend bent
bet betting
bid bidden bidding
bind bound
bite bit bitten
bleed bled
blow blew blown
break broke broken
breed bred
bring brought
broadcast broadcasting
build built
burn burnt
burst
buy bought
cast
catch caught
choose chose chosen
cling clung
come came coming
cost
creep crept
cut cutting
deal dealt
dig dug digging
draw drew drawn
dream dreamt
drink drank drunk
drive drove driven
die dying died dies
eat ate eaten
fall fell fallen
feed fed
feel felt
fight fought
find found
flee fled
fling flung
fly flew flown flies
forbid forbade forbidden forbidding
forecast
foresee foresaw foreseen
forget forgot forgotten
forgive forgave forgiven
freeze froze frozen
get got gotten getting
give gave given
go goes went gone going
grind ground
grow grew grown
hang hung
hear heard
hide hid hidden
hit hitting
hold held
hurt
keep kept
kneel knelt
know knew known
lay laid
lead led
lean leant
leap leapt
learn learnt
leave left
lend lent
let letting
lie lied lying lain lies
light lit
lose lost losing
make made
mean meant
meet met
mislead misled
mistake mistook mistaken
misunderstand misunderstood
offset
outlaw
overcome overcame
override overrode overridden
oversee oversaw overseen
overtake overtook overtaken
overthrow overthrew overthrown
panic panicked panicking
pay paid
prove proven
put putting
quit quitting
read
rebuild rebuilt
redo redid redone
rid
ride rode ridden
ring rang rung
rise rose risen
run ran running
say said says
see saw seen seeing sees
seek sought
sell sold
send sent
set setting
sew sewn
shake shook shaken
shed shedding
shine shone
shoot shot
show shown
shrink shrank shrunk
shut shutting
sing sang sung
sink sank sunk
sit sat sitting
sleep slept
slide slid
slit
smell smelt
speak spoke spoken
speed sped
spend spent
spill spilt
spin spun spinning
spit spat
split splitting
spoil spoilt
spread
spring sprang sprung
stand stood
steal stole stolen
stick stuck
sting stung
strike struck stricken
strive strove striven
swear swore sworn
sweep swept
swell swollen
swim swam swum swimming
swing swung
take took taken
teach taught
tear tore torn
tell told
think thought
throw threw thrown
thrust
tie tying
undergo underwent undergone undergoes
understand understood
undertake undertook undertaken
undo undid undone
uphold upheld
upset
wake woke woken
wear wore worn
weave wove woven
weep wept
win won winning
wind wound
withdraw withdrew withdrawn
withhold withheld
withstand withstood
wring wrung
write wrote written
use used using uses
free freed freeing
agree agreed agreeing
refer referred referring
occur occurred occurring
prefer preferred preferring
admit admitted admitting
commit committed committing
permit permitted permitting
submit submitted submitting
control controlled controlling
compel compelled compelling
cancel cancelled cancelling canceled canceling
travel travelled travelling traveled traveling
label labelled labelling labeled labeling
visit visited visiting
target targeted targeting
edit edited editing
exit exited exiting
limit limited limiting
order ordered ordering
offer offered offering
open opened opening
happen happened happening
issue issued issuing
argue argued arguing
sue sued suing
pursue pursued pursuing
"""
SPEAKING = """accuse acknowledge add address admit advise affirm allege announce answer apologise apologize appeal argue ask
assert assure attest beg blame boast brief call caution chant charge claim comment complain concede condemn confess confide
confirm congratulate contend counter criticise criticize cry declare decry demand denounce deny describe disclose
discuss dismiss dispute echo elaborate emphasise emphasize exclaim explain express forecast greet hail hint indicate inform
inquire insist instruct interview invite joke lament laud lecture lie mention mock mumble murmur mutter name note notify
object opine outline plead pledge point portray praise predict preach proclaim promise propose protest question quip quote
read reaffirm recall recommend recount reiterate remark remind repeat reply report request respond reveal ridicule
say scold scream shout signal slam speak specify speculate state stress suggest summarise summarize swear talk tell term
testify thank threaten tout tweet underline underscore urge vow warn welcome whisper write yell rebuke retort
reassure rebut refute reproach""".split()
THINKING = """admire agree anticipate appreciate assume aware believe care conclude consider contemplate decide deem desire
despise detest disagree dislike doubt dread dream envision envy estimate expect fear feel figure forget guess hate
hear hesitate hope imagine intend judge know learn like long love mean mind misunderstand need notice perceive plan ponder
prefer presume realise realize reckon recognise recognize reconsider regard regret rejoice remember resent resolve respect
see sense suppose suspect think trust understand want wish wonder worry mistrust distrust grieve mourn enjoy""".split()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    irregular = {}
    for line in IRREGULAR.split("\n"):
        base, *forms = line.split() or [""]
        irregular.update({form: base for form in forms})
        if base:
            irregular[base] = base
    counts = Counter(
        word.lower() for name in ("gum_train", "ewt_train")
        for document in read_trees(options.corpora / "agency" / f"{name}.tsv.xz")
        for tree in document for word, tag, kind in zip(tree.words, tree.tags, tree.universal, strict=True)
        if tag == "VB" and kind == "VERB" and word.isascii() and word.isalpha())
    past = {form for form, base in irregular.items() if form != base}
    bases = {w for w, n in counts.items() if len(w) > 1 and w not in past and (n > 1 or not w.endswith(("ed", "ing", "s")))}
    bases |= {w for w in irregular.values()} | set(SPEAKING) | set(THINKING)
    lists = {"irregular": dict(sorted(irregular.items())), "bases": sorted(bases),
             "speaking": sorted(set(SPEAKING)), "thinking": sorted(set(THINKING))}
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "verbs.json"
    path.write_text(json.dumps(lists, separators=(",", ":")) + "\n", encoding="utf8")
    card = {
        "name": "verbs",
        "what": f"Base forms of {len(bases)} English verbs, {len(irregular)} irregular forms, {len(set(SPEAKING))} verbs of "
                f"speaking, {len(set(THINKING))} of thinking and feeling; every other verb counts as acting.",
        "version": "1", "built_by": "data/build/verbs.py",
        "data": [
            {"name": "written by hand for this project", "licence": "MIT", "source": "data/build/verbs.py",
             "used_for": "irregular forms, verbs of speaking and thinking"},
            {"name": "UD English EWT and GUM (training parts)", "licence": "CC BY-SA 4.0, CC BY 4.0",
             "source": "https://universaldependencies.org", "used_for": "base forms"}],
        "size_bytes": path.stat().st_size, "sha256": sha256(path), "measured": [],
        "limits": ["English only.", "One kind per verb: 'call' speaks, also where a crowd calls off a march."],
        "licence": "MIT (lists), CC BY-SA 4.0 (counts)"}
    (options.out / "verbs.card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
