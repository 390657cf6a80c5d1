"""Write the lexicon of cue verbs and of the words around them from the lists below.

    python data/build/cues.py --out framing/lexicons

The lists were written by hand for this project. Each verb is inflected here, so that the shipped file maps every
form to its verb and every verb to what it can introduce:
quote (marked words), that (a clause with "that"), bare (a clause without it), naming (a name or a description),
order (somebody "to" do something), promise ("to" do something), object (a noun phrase that says what was said),
told (an addressee stands right behind it).
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

CLASSES = {
    "say": "quote that bare", "tell": "quote that told order", "add": "quote that bare", "ask": "quote order told",
    "write": "quote that", "note": "quote that bare", "claim": "quote that bare", "insist": "quote that bare",
    "argue": "quote that bare", "explain": "quote that", "state": "quote that", "declare": "quote that bare",
    "announce": "quote that object", "assert": "quote that bare", "maintain": "quote that",
    "contend": "quote that bare",
    "warn": "quote that bare order told", "admit": "quote that bare object", "acknowledge": "quote that bare object",
    "concede": "quote that bare object", "stress": "quote that object", "emphasize": "quote that object",
    "emphasise": "quote that object", "reply": "quote that", "respond": "quote that", "answer": "quote that",
    "continue": "quote", "recall": "quote that", "remark": "quote that", "observe": "quote that",
    "joke": "quote that",
    "quip": "quote that", "shout": "quote that", "yell": "quote", "scream": "quote", "cry": "quote",
    "whisper": "quote that",
    "chant": "quote", "tweet": "quote that", "post": "quote", "retweet": "quote", "text": "quote", "email": "quote",
    "conclude": "quote that", "agree": "quote that", "suggest": "quote that bare", "report": "quote that",
    "reveal": "quote that", "complain": "quote that", "lament": "quote that", "promise": "quote that bare promise",
    "vow": "quote that bare promise", "pledge": "quote that promise", "swear": "quote that promise",
    "urge": "quote order object", "predict": "quote that bare object", "boast": "quote that", "muse": "quote that",
    "wonder": "quote", "inquire": "quote", "demand": "quote that object", "plead": "quote that", "beg": "quote order",
    "repeat": "quote that", "reiterate": "quote that", "interject": "quote", "counter": "quote that",
    "retort": "quote that", "snap": "quote", "fire": "quote", "shoot": "quote", "begin": "quote", "start": "quote",
    "put": "quote", "type": "quote", "finish": "quote",  "go": "quote",
    "read": "quote", "testify": "quote that", "confess": "quote that", "confirm": "quote that object",
    "deny": "quote that bare object", "comment": "quote that", "confide": "quote that", "offer": "quote promise",
    "advise": "quote that order told", "caution": "quote that told", "allege": "quote that bare",
    "decry": "quote object",
    "blast": "quote object", "exclaim": "quote that", "proclaim": "quote that", "opine": "quote that",
    "mock": "quote object", "tease": "quote", "thunder": "quote", "bellow": "quote", "mutter": "quote",
    "murmur": "quote",
    "gush": "quote", "marvel": "quote that", "scoff": "quote that", "sigh": "quote", "laugh": "quote",
    "chuckle": "quote",
    "denounce": "naming quote object", "slam": "naming quote object", "dismiss": "naming quote object",
    "criticize": "quote naming object", "criticise": "quote naming object", "praise": "naming quote object",
    "hail": "naming quote", "condemn": "naming quote object", "describe": "naming quote object",
    "characterize": "naming quote", "characterise": "naming quote", "portray": "naming", "depict": "naming",
    "call": "naming quote", "dub": "naming", "label": "naming", "term": "naming", "brand": "naming", "deem": "naming",
    "refer": "naming quote", "cite": "quote object", "quote": "quote", "invoke": "object", "consider": "naming",
    "see": "that", "view": "naming", "tout": "naming", "cast": "naming", "mention": "that object",
    "think": "that bare quote",
    "believe": "that bare quote", "hope": "that bare quote promise", "feel": "that bare", "know": "that",
    "fear": "that bare object",
    "suspect": "that bare", "expect": "that bare", "suppose": "that bare", "assume": "that bare", "doubt": "that",
    "worry": "that bare quote", "realize": "that", "realise": "that", "understand": "that", "find": "that",
    "show": "that",
    "indicate": "that bare", "learn": "that", "hear": "that", "estimate": "that bare", "imply": "that",
    "decide": "that",
    "rule": "that", "propose": "that quote object", "recommend": "that quote object", "request": "that object",
    "speculate": "that quote", "figure": "that bare", "guess": "that bare", "reckon": "that bare quote",
    "forecast": "that",
    "hint": "that quote", "signal": "that", "clarify": "that quote", "specify": "that", "disclose": "that",
    "reaffirm": "that", "affirm": "that quote", "attest": "that", "vouch": "that", "threaten": "promise that",
    "remind": "quote that told", "assure": "that told quote", "inform": "that told", "persuade": "that told",
    "convince": "that told", "notify": "that told", "instruct": "order told", "order": "order told",
    "invite": "order",
    "implore": "order quote", "encourage": "order", "require": "that", "profess": "that quote",
    "attack": "object quote",
    "defend": "object quote", "lambaste": "object quote", "rail": "quote", "rant": "quote", "fume": "quote",
    "reason": "quote that", "theorize": "that quote", "posit": "that", "point": "quote that", "stipulate": "that",
    "underline": "that quote", "underscore": "that quote", "highlight": "quote object", "accuse": "quote",
    "blame": "quote", "charge": "that quote", "compare": "quote", "apologize": "quote", "apologise": "quote",
    "chide": "quote", "scold": "quote", "taunt": "quote", "jab": "quote", "ridicule": "quote naming", "echo": "quote",
    "paraphrase": "quote", "sing": "quote", "sum": "quote", "volunteer": "quote", "elaborate": "quote",
    "vent": "quote",
    "growl": "quote", "roar": "quote", "hiss": "quote", "shrug": "quote", "nod": "quote", "greet": "quote",
    "rave": "quote", "grumble": "quote that", "gripe": "quote that", "crow": "quote", "intone": "quote",
    "pronounce": "naming quote", "reject": "quote naming object", "title": "naming", "entitle": "naming",
    "name": "naming",
    "nickname": "naming", "dispute": "that object", "mean": "that", "pray": "that", "wish": "that bare",
    "imagine": "that",
    "remember": "that", "forget": "that", "recognize": "that", "recognise": "that", "regret": "that",
    "verify": "that",
    "contest": "that", "publish": "quote", "print": "quote", "bemoan": "quote object", "bash": "quote",
    "rip": "quote",
    "question": "quote object", "discuss": "object", "oppose": "", "support": "", "seek": "", "summarize": "quote",
    "teach": "that told", "reply-all": "quote", "rejoin": "quote", "press": "quote", "sneer": "quote",
    "spit": "quote", "tell-all": "quote", "venture": "quote", "allow": "quote that", "chime": "quote",
    "chip": "quote",
    "weigh": "quote", "pen": "quote", "sign": "quote", "blog": "quote that", "message": "quote", "tut": "quote",
    "enthuse": "quote that", "object": "quote that", "protest": "quote that", "rage": "quote",
    "reflect": "quote that",
    "repent": "quote", "scrawl": "quote", "stammer": "quote", "stutter": "quote", "whine": "quote that",
    "bark": "quote",
    "blurt": "quote", "boom": "quote", "croak": "quote", "drawl": "quote", "gasp": "quote", "grin": "quote",
    "groan": "quote", "holler": "quote", "moan": "quote that", "mumble": "quote", "plea": "quote", "purr": "quote",
    "shriek": "quote", "smile": "quote", "sob": "quote", "weep": "quote", "wail": "quote", "warble": "quote",
}
for _dropped in ("oppose", "support", "seek", "reply-all", "tell-all", "tut", "plea"):
    del CLASSES[_dropped]

#: Verbs whose other forms are mostly nouns or adjectives: only the past form and the participle are cues.
PAST_ONLY = frozenset(
    "message text post blog venture pen sign press object reason nod smile shrug grin laugh charge protest "
    "contest volunteer figure term label title name rule signal attack request press print publish read sing "
    "sum cast fire shoot snap tease rip bash bark boom rage rave crow cry gasp jab roar scoff shout shriek "
    "sigh sneer sob spit thunder weep weigh wail whine whisper yell chant retort chime chip comment email "
    "tweet retweet greet groan growl grumble holler marvel moan mumble murmur mutter offer order start finish begin go "
    "type forecast estimate view state require highlight blame plead wonder worry wish".split())
KEEP_THIRD = frozenset(
    "begin go start tweet read state worry wonder order blame view estimate forecast offer request".split())

IRREGULAR = {
    "say": "says said said saying", "tell": "tells told told telling", "write": "writes wrote written writing",
    "think": "thinks thought thought thinking", "know": "knows knew known knowing", "feel": "feels felt felt feeling",
    "find": "finds found found finding", "show": "shows showed shown showing", "hear": "hears heard heard hearing",
    "see": "sees saw seen seeing", "swear": "swears swore sworn swearing", "shoot": "shoots shot shot shooting",
    "begin": "begins began begun beginning", "go": "goes went gone going", "read": "reads read read reading",
    "cast": "casts cast cast casting", "forecast": "forecasts forecast forecast forecasting",
    "understand": "understands understood understood understanding", "mean": "means meant meant meaning",
    "forget": "forgets forgot forgotten forgetting", "sing": "sings sang sung singing",
    "put": "puts put put putting", "teach": "teaches taught taught teaching", "spit": "spits spat spat spitting",
    "weep": "weeps wept wept weeping",
}
DOUBLED = set("quip admit rip slam brand-x jab dub chat beg blog pen refer label-x chip sob grin nod".split())

WORDS = {
    "subject_pronouns": "he she they it i we you who",
    "other_pronouns": "him her them me us himself herself themselves one everyone everybody nobody someone somebody "
                      "anyone others many some most few both several all neither either each another this that these those",
    "determiners": "the a an his her its their our my your this that these those some many several most few all both "
                   "each every another no any one two three four five six seven eight nine ten dozens hundreds thousands",
    "prepositions": "of in on at by for from with to about against into over after before during under between among "
                    "through without within since until near behind beside besides beyond across around outside inside "
                    "toward towards upon amid despite via per as like than",
    "auxiliaries": "is are was were am be been being has have had having do does did can could will would shall should "
                   "may might must isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't can't cannot "
                   "couldn't won't wouldn't shouldn't mustn't mightn't ain't 's 've 'd 'll 're 'm ’s ’ve ’d ’ll ’re ’m "
                   "isn’t aren’t wasn’t weren’t hasn’t haven’t hadn’t don’t doesn’t didn’t can’t couldn’t won’t "
                   "wouldn’t shouldn’t",
    "conjunctions": "and but or nor yet so because although though while whereas if when whenever where after before "
                    "since until unless once as",
    "relatives": "who whom whose which that",
    "adverbs": "also later then again once earlier even still just only never always often soon now simply first "
               "further instead once meanwhile however yet not already further recently repeatedly reportedly "
               "sometimes today yesterday tomorrow tonight afterwards afterward ago too rather quite long ever back "
               "once out there here",
    "particles": "out on back in up off forth aloud along away",
    "times": "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
             "september october november december today yesterday tonight morning afternoon evening week month year "
             "recently earlier later last",
    "speaking_nouns": "statement interview speech letter email e-mail tweet post message memo release address remarks "
                      "conference briefing book column article editorial report testimony post op-ed essay note "
                      "transcript ad advertisement video",
    "act_nouns": "call claim remark statement assertion argument description suggestion promise plan pledge question view "
                 "comment charge criticism accusation warning complaint demand request proposal contention insistence "
                 "declaration reference answer response reply characterization tweet message words slogan vow prediction "
                 "observation assessment explanation admission allegation announcement appeal attack advice belief",
    "opinion_adjectives": "confident sure certain convinced aware adamant hopeful optimistic pessimistic doubtful "
                          "worried concerned afraid glad happy proud clear sorry positive skeptical sceptical "
                          "unconvinced persuaded hopeful disappointed surprised",
    "accounts": "according per",
    "naming_nouns": "song book novel film movie show series program programme album play poem newspaper magazine blog "
                    "podcast column website newsletter paper essay documentary episode single drama comedy musical "
                    "hit game ballad anthem painting exhibition magazine memoir author host star sitcom article "
                    "editorial app broadcast commentary spot telecast tune opera ballet painting sculpture cartoon "
                    "comic thriller trilogy bestseller classic hymn track video ad commercial clip",
    "word_nouns": "word words term terms phrase slogan motto name title nickname label hashtag expression mantra "
                  "acronym tag chant headline concept",
    "so_called": "so-called called dubbed nicknamed titled entitled known named self-styled self-described alias termed "
                 "labeled labelled aka",
    "nickname_starts": "little lyin' crooked",
    "first_person": "i we my our us me i'm i've i'll i'd we're we've we'll we'd i’m i’ve i’ll i’d we’re we’ve we’ll "
                    "you your you're you’re let's let’s mine ours myself ourselves",
    "irregular_pasts": "sent went came took made gave got knew kept lost met paid put ran sat stood spoke spent "
                       "won wore broke brought built bought caught chose drew drove fell fought flew grew held "
                       "hit laid led let lit rose sold shook shut slept stuck struck threw woke became began "
                       "hung drank saw found left felt rode dealt bore bent bound bled blew burst clung crept "
                       "dug fed fled forgave froze ground hid knelt leapt leaned overcame overtook proved quit "
                       "rang sank sought shone slid sprang stole swam swept swung tore undertook upset withdrew "
                       "wound",
    "apostrophe_words": "em tis twas til till cause bout round n cuz nuff neath fore kay y ol un cos tude scuse gainst",
    "persons": "spokesman spokeswoman spokesperson president minister leader chairman chairwoman chair chief director "
               "senator governor mayor officer official officials police spokespeople prosecutor judge lawyer attorney "
               "economist analyst professor expert experts author activist resident residents witness witnesses doctor "
               "teacher journalist reporter critics supporters democrats republicans aides aide secretary commander "
               "general colonel captain king queen prince pope bishop priest owner worker workers member members "
               "student students mother father son daughter wife husband brother sister friend man woman people "
               "candidate adviser advisor manager organizer strategist pollster historian scholar researcher "
               "researchers scientist scientists sheriff deputy lawmaker lawmakers congressman congresswoman "
               "ambassador diplomat diplomats ministry government company union court agency campaign party newspaper "
               "team group organization organisation committee council hospital survey poll study report interviewer "
               "host boss head founder coach driver farmer soldier politician premier chancellor vice-president "
               "counsel treasurer speaker commissioner representative delegate voter voters billionaire businessman",
    "attributives": "former late ex- acting deputy vice senior junior chief current then longtime long-time outgoing "
                    "incoming fellow veteran retired prominent opposition state local federal foreign prime interior "
                    "defense defence white black young old another top sitting",
}


def inflect(lemma: str) -> list[tuple[str, str]]:
    """All forms of a verb with what they are: base, third, past, ing."""
    if lemma in IRREGULAR:
        third, past, participle, ing = IRREGULAR[lemma].split()
        return [(lemma, "base"), (third, "third"), (participle, "past"), (past, "past"), (ing, "ing")]
    if lemma.endswith("e"):
        third, past, ing = lemma + "s", lemma + "d", lemma[:-1] + "ing"
    elif lemma.endswith("y") and lemma[-2] not in "aeo":
        third, past, ing = lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"
    elif lemma in DOUBLED:
        third, past, ing = lemma + "s", lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"
    else:
        third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
        past, ing = lemma + "ed", lemma + "ing"
    extra = [(lemma + "led", "past"), (lemma + "ling", "ing")] if lemma in ("label", "signal") else []
    return [(lemma, "base"), (third, "third"), (past, "past"), (ing, "ing"), *extra]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, required=True)
    options = options.parse_args()
    verbs = {}
    for lemma in sorted(CLASSES):
        for form, kind in reversed(inflect(lemma)):
            if lemma in PAST_ONLY and (kind == "base" or (kind == "third" and lemma not in KEEP_THIRD)) and form not in (
                    "read", "cast"):
                continue
            verbs.setdefault(form, f"{lemma} {kind} {CLASSES[lemma]}")
    words = {name: sorted(set(text.split())) for name, text in sorted(WORDS.items())}
    body = (json.dumps({"verbs": dict(sorted(verbs.items())), "words": words}, indent=0, ensure_ascii=False) + "\n").encode()
    (options.out / "cues.json").write_bytes(body)
    card = {
        "name": "cues", "version": "1", "built_by": "data/build/cues.py",
        "what": f"{len(CLASSES)} English verbs of saying, thinking and naming in {len(verbs)} forms, with what each can "
                "introduce, and short lists of the words around them.",
        "data": [{"name": "written by hand for this project", "licence": "MIT", "source": "data/build/cues.py",
                  "used_for": "everything"}],
        "size_bytes": len(body), "sha256": hashlib.sha256(body).hexdigest(), "licence": "MIT",
        "measured": [],
        "limits": ["English only.", "Verbs of gesture (smile, shrug) introduce marked words, never reported clauses."],
    }
    (options.out / "cues.card.json").write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n")
    print(f"{len(CLASSES)} verbs, {len(verbs)} forms, {len(body)} bytes")


if __name__ == "__main__":
    main()
