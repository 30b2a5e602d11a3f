"""Verbs that report speech, beside those of the lexicon, by what may follow them."""

from __future__ import annotations

from qa.language import lexicon


def _forms(listed: str) -> frozenset[str]:
    """Regular verbs in the forms that report: "warn" to "warns", "warned", "warning"."""
    found: set[str] = set()
    for verb in listed.split():
        stem = verb.removesuffix("e")
        past = f"{verb[:-1]}ied" if verb.endswith("y") and verb[-2] not in "aeou" else f"{stem}ed"
        present = (
            f"{verb[:-1]}ies" if past.endswith("ied") else verb + "es" * verb.endswith(("sh", "ch", "ss"))
        )
        found |= {verb, past, f"{stem}ing", present if present != verb else f"{verb}s"}
    return frozenset(found)


BESIDE_QUOTES = _forms(
    """
    boast bark beam chuckle command comment counter cry declare demand enthuse exclaim fume groan
    growl grumble insist interject interrupt joke laugh lament marvel mumble murmur muse mutter plead
    pledge post protest quote rage rant rasp retort roar scoff scream screech shout shriek sigh smile
    smirk snarl sneer snort stammer stutter wail warn whisper yell announce agree confess
    remember reflect conclude maintain text apologise apologize
    """
) | lexicon.words(
    """
    sobs sobbed grins grinned shrugs shrugged chips chipped quipped snaps snapped read reads
    began begins begin put puts swore thought wept tweets
    """
)
"""Verbs that report speech only beside quotation marks."""

WITH_CLAUSE = _forms("maintain confess counter contend pledge posit proclaim concur").union(
    lexicon.words("agreed swore posted submits submitted submitting")
)
"""Verbs of the lexicon's kind that it lacks."""

NAMING = lexicon.words(
    """
    call calls called calling describe describes described describing dub dubs dubbed brand brands branded
    label labels labelled labeled dismiss dismisses dismissed dismissing hail hails hailed hailing praise
    praises praised praising denounce denounces denounced denouncing condemn condemns condemned condemning
    slam slams slammed criticise criticised criticises criticize criticized blast blasted characterise
    characterised characterize characterized
    """
)
"""What is said behind them stands in quotation marks: "called it “a joke”"."""

WITH_THAT = lexicon.words(
    """
    recall recalls recalled recalling slammed slams lament laments lamented boasted boasts propose proposes
    proposed demand demands demanded point points pointed
    """
)
"""Before a clause they need "that"."""

SAYING = lexicon.words("say says said saying think")
ADDING = lexicon.words("add adds added told tells")
"""Almost anything behind them is what is said."""

TELLING = lexicon.words(
    """
    tell tells told telling assure assures assured assuring inform informs informed remind reminds reminded
    warn warns warned warning
    """
)
"""They name whom it is said to before what is said."""

ORDERING = TELLING | lexicon.words(
    """
    urge urges urged urging ask asks asked asking order orders ordered ordering call calls called calling
    beg begs begged instruct instructs instructed advise advises advised advising implore implored
    """
)
"""Whom they ask is to do something: "urged both sides to return"."""

PROMISING = _forms("promise vow pledge threaten").union(lexicon.words("swore swears"))
"""What is said stands behind "to": "promised to publish them"."""

ACCUSING = lexicon.words("accuse accuses accused accusing")

REPORTING = (
    lexicon.SPEECH_VERBS
    | BESIDE_QUOTES
    | WITH_CLAUSE
    | NAMING
    | TELLING
    | ORDERING
    | PROMISING
    | ACCUSING
    | WITH_THAT
)
CLAUSAL = (lexicon.SPEECH_VERBS | WITH_CLAUSE | TELLING) - lexicon.words("recall recalls recalled")
