"""Closed word lists of English: function words, titles, countries, common first names, speech verbs.

Written for this project. They are hints, not knowledge: everything that uses them says nothing rather than
guess when a word is not listed.
"""

from __future__ import annotations

from collections.abc import Iterable


def words(listed: str) -> frozenset[str]:
    """The words of a list that is written as running text."""
    return frozenset(listed.split())


def either(listed: Iterable[str]) -> str:
    """A pattern for any one word of a list."""
    return rf"(?:{'|'.join(sorted(listed))})\b"


YEAR = r"(?:1[5-9]|20)\d\d"  # a pattern for the years that articles are about

WH_WORDS = words("who whom whose what which when where why how")
AUXILIARIES = words(
    """
    is are was were am be been being do does did has have had can could will would shall should may
    might must
    """
)
PREPOSITIONS = words(
    """
    about above across after against along among around as at before behind below beside besides between
    beyond by concerning despite down during except for from in inside into like near of off on onto
    over past regarding since than through throughout till to toward towards under until up upon via
    with within without
    """
)
DETERMINERS = words("a an the this that these those some any each every no either neither")
PRONOUNS = words(
    """
    i me my mine myself we us our ours ourselves you your yours yourself he him his himself she her hers
    herself it its itself they them their theirs themselves one ones someone somebody anyone anybody
    everyone everybody nobody something anything everything nothing there here
    """
)
CONJUNCTIONS = words("and or but nor so yet because if while although though whether that")
ADVERBS = words(
    """
    not n't also too very just only even still ever never again once then now more most much many few
    less least other another else such same own both all several well really actually exactly aside
    rather quite however later earlier meanwhile instead otherwise often already almost
    """
)
STOPWORDS = (
    WH_WORDS
    | AUXILIARIES
    | PREPOSITIONS
    | DETERMINERS
    | PRONOUNS
    | CONJUNCTIONS
    | ADVERBS
    | {"s", "t", "etc"}
)
"""Words that carry no content of their own: never an entity, never a search term worth counting."""


def _numbered(listed: str, first: int) -> dict[str, int]:
    return {word: number for number, word in enumerate(listed.split(), first)}


MONTHS = _numbered(
    "january february march april may june july august september october november december", first=1
)
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
WEEKDAYS = _numbered("monday tuesday wednesday thursday friday saturday sunday", first=0)

NUMBERS = words(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
    million billion dozen half
    """
)

ORDINALS = words("first second third fourth fifth sixth seventh eighth ninth tenth last")

OPENING = r"^\W*(?:(?:and|but|so|then)\s+)?"
"""What may stand before a question, as a pattern."""

TITLES_MALE = words(
    """
    mr sir lord king prince duke count baron spokesman chairman businessman congressman policeman father
    brother son husband pope imam sheikh salesman fisherman
    """
)
TITLES_FEMALE = words(
    """
    mrs ms miss madam dame lady queen princess duchess countess baroness spokeswoman chairwoman
    businesswoman congresswoman policewoman mother sister daughter wife actress
    """
)
TITLES_NEUTRAL = words(
    """
    dr prof professor president vice-president premier chancellor minister secretary senator governor
    mayor ambassador general colonel major captain lieutenant sergeant admiral marshal commander chief
    judge justice attorney prosecutor director chairperson chair ceo founder editor author analyst
    economist expert spokesperson leader head coach manager player singer actor writer scientist
    researcher doctor lawyer officer official commissioner representative deputy inspector detective
    emperor pastor bishop cardinal archbishop rabbi reverend reporter journalist student teacher witness
    resident envoy diplomat aide adviser advisor activist historian engineer architect campaigner
    publisher producer biographer novelist poet painter philosopher surgeon nurse pilot farmer owner
    candidate lawmaker sheriff curator climber mp mep mvp corporal superintendent
    """
)
JOINERS = words("of de del della di da la le van von der den bin ibn al el y")
"""Words in lower case that stand inside names."""

SURNAMES = words("king prince duke baron bishop pope judge marshal major priest cardinal abbot")
"""Titles that are surnames as often, where a name comes before them."""

TITLES = TITLES_MALE | TITLES_FEMALE | TITLES_NEUTRAL
SHORT_TITLES = words("mr mrs ms dr prof gen col lt sgt sen rep gov rev st")

ORGANISATION_WORDS = words(
    """
    academy administration agency alliance army association authority band bank bbc board broadcasting
    bureau cabinet church club coalition college commission committee company congress conservatives
    corporation council court department directorate federation force forces foundation government group
    guard inc institute kremlin laboratory laboratories league ltd ministry movement museum nations navy
    network news office orchestra organisation organization parliament party pentagon police press
    records republicans school senate service society station studio studios syndicate team times
    tribunal trust union university
    """
)
PLACE_WORDS = words(
    """
    airport avenue bay beach border bridge canal cape city coast continent county desert district europe
    forest harbour harbor hill hills island islands lake mount mountain mountains ocean peninsula plain
    port province region river road sea state states street town valley village
    """
)

COUNTRIES = words(
    """
    afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan bahamas
    bahrain bangladesh barbados belarus belgium belize benin bhutan bolivia bosnia botswana brazil
    britain brunei bulgaria burundi cambodia cameroon canada chad chile china colombia congo croatia
    cuba cyprus czechia denmark djibouti dominica ecuador egypt england eritrea estonia eswatini
    ethiopia fiji finland france gabon gambia georgia germany ghana greece greenland grenada guatemala
    guinea guyana haiti holland honduras hungary iceland india indonesia iran iraq ireland israel italy
    jamaica japan jordan kazakhstan kenya kiribati kosovo kuwait kyrgyzstan laos latvia lebanon lesotho
    liberia libya liechtenstein lithuania luxembourg madagascar malawi malaysia maldives mali malta
    mauritania mauritius mexico moldova monaco mongolia montenegro morocco mozambique myanmar namibia
    nauru nepal netherlands nicaragua niger nigeria norway oman pakistan palau palestine panama paraguay
    peru philippines poland portugal qatar romania russia rwanda samoa scotland senegal serbia
    seychelles singapore slovakia slovenia somalia spain sudan suriname sweden switzerland syria taiwan
    tajikistan tanzania thailand togo tonga tunisia turkey turkmenistan tuvalu uganda ukraine uruguay
    uzbekistan vanuatu venezuela vietnam wales yemen yugoslavia zambia zimbabwe usa uk us u.s u.k europe
    asia africa america moscow kyiv kiev crimea london paris berlin washington beijing tokyo brussels
    helsinki stockholm
    """
) | {
    name.replace("_", " ")
    for name in words(
        """
        czech_republic costa_rica el_salvador european_union great_britain hong_kong ivory_coast new_york
        new_zealand north_korea northern_ireland papua_new_guinea san_marino saudi_arabia sierra_leone
        south_africa south_korea soviet_union sri_lanka united_arab_emirates united_kingdom united_states
        """
    )
}

ADJECTIVES_OF_COUNTRIES = {
    "denmark": "danish|danes",
    "england": "english",
    "finland": "finn",
    "france": "french",
    "greece": "greek",
    "holland": "dutch|netherlands",
    "ireland": "irish",
    "netherlands": "dutch|holland",
    "philippines": "filipino",
    "poland": "polish|poles",
    "spain": "spanish|spaniard",
    "switzerland": "swiss",
    "united kingdom": "uk|brit",
    "wales": "welsh",
    "great britain": "brit|uk",
    "soviet union": "ussr",
}
"""What a country's people and things are called, where it does not begin as its name does: patterns."""

DEMONYMS = words(
    """
    afghan african albanian algerian american arab argentine armenian asian australian austrian belarusian
    belgian bolivian brazilian british bulgarian canadian chilean chinese colombian croatian cuban czech
    danish dutch egyptian english estonian ethiopian european finnish french georgian german ghanaian
    greek hungarian icelandic indian indonesian iranian iraqi irish israeli italian jamaican japanese
    jewish jordanian kenyan korean latvian lebanese libyan lithuanian malaysian mexican moroccan nigerian
    norwegian pakistani palestinian peruvian polish portuguese roman romanian russian scottish serbian
    slovak slovenian soviet spanish sudanese swedish swiss syrian taiwanese thai tunisian turkish
    ukrainian vietnamese welsh yugoslav
    """
)

FIRST_NAMES_MALE = words(
    """
    aaron abdul abraham adam adolf adrian ahmed alan albert alejandro alexander alexei alfred ali allen
    andre andreas andrei andrew anthony anton antonio arnold arthur barack ben benjamin bernard bernd
    bill billy bob boris brad brian bruce carl carlos charles chris christian christopher chuck clarence
    claude craig dan daniel david dean dennis derek diego dmitri dmitry dominic donald douglas dwight
    earl eddie edgar edmund eduardo edward elliot emmanuel eric erik ernest eugene felix fernando
    francis francisco frank franklin frans fred frederick friedrich gary geoffrey george gerald gordon
    greg gregory guy hans harold harry hassan heinrich helmut henry herbert howard hugh hugo ian igor
    ivan jack jacob jake james jamie jan jason jay jeff jeffrey jens jeremy jerry jim jimmy joe joel
    johan johann john jonas jonathan jorge jose josef joseph joshua juan justin karl keith ken kenneth
    kevin konstantin kurt larry lars lawrence lee leo leon leonard lewis liam louis luis lukas luke
    marcel marco marcus mario mark martin matthew maurice max michael miguel mike mikhail mohamed
    mohammed morris muhammad narendra nathan neil nicholas nick nikita nikolai noah norman oleg oliver
    oscar otto pablo patrick paul pavel pedro per peter phil philip philippe pierre rahul ralph ray
    raymond ricardo richard rick rob robert roberto roger roland ron ronald roy rudolf russell ryan sam
    samuel scott sean sergei sergey sergio seth simon stanley stefan stephen steve steven stuart ted
    terry theodore thomas tim timothy toby tom tommy tony ulrich victor viktor vincent vladimir
    volodymyr walter warren werner wilhelm william winston wolfgang xavier yevgeny yuri zachary
    """
)
FIRST_NAMES_FEMALE = words(
    """
    abigail agatha agnes alice amanda amelia amy ana andrea angela angelina anita ann anna anne annie
    antonia audrey barbara beatrice bella betty billie bonnie brenda brigitte britney camilla carla
    carmen carol caroline catherine cathy charlotte cher cheryl christina christine claire clara claudia
    courtney cynthia daisy danielle deborah debra denise diana diane dolores donna doris dorothy edith
    eileen elaine eleanor elena elizabeth ella ellen elsa emily emma erika esther eva eve evelyn faith
    fatima fiona florence frances gabriela georgia georgina gertrude gina gloria grace greta hannah
    harriet heather helen helena helga hilary hillary ida ingrid irene iris isabel isabella jacqueline
    jane janet janice jennifer jessica jill joan joanna jocelyn josephine joyce judith judy julia julie
    karen kate katherine kathleen kathryn katie kelly kim laura lauren leila lena leonora lilian liliana
    lillian linda lisa liz louise lucia lucy lydia madeleine madonna magdalena marcia margaret maria
    mariah marie marilyn marina martha martina mary matilda maud megan melanie melissa mercedes mia
    michelle mildred miranda miriam molly monica nadia nancy naomi natalia natalie natasha nicole nina
    nora norma olga olivia pamela patricia patsy patty paula pauline penelope petra phyllis priya rachel
    rebecca regina rita rosa rose ruth sabrina sally samantha sandra sanna sara sarah serena shakira
    sharon sheila shirley sofia sonia sophia sophie stella stephanie susan suzanne svetlana sylvia
    tamara tanya tara tatiana teresa theresa tina ulrike ursula valentina valerie vanessa vera veronica
    victoria viola virginia vivian wendy whitney winnie yoko yulia yvonne zoe
    """
)

FIRST_NAMES = FIRST_NAMES_MALE | FIRST_NAMES_FEMALE
STORMS = words("hurricane typhoon cyclone storm")

OPPOSITES = tuple(
    tuple(pair.split("/"))
    for pair in sorted(
        words(
            """
            big/small large/small tall/short long/short high/low deep/shallow wide/narrow broad/narrow
            thick/thin heavy/light strong/weak rich/poor cheap/expensive cheap/dear cheap/costly old/young
            old/new late/early fast/slow quick/slow warm/cold warm/cool hot/cold hot/cool wet/dry
            bright/dark loud/quiet hard/soft hard/easy difficult/easy safe/dangerous near/far close/distant
            happy/sad common/rare popular/unpopular optimistic/pessimistic likely/unlikely
            """
        )
    )
)
"""Adjectives that say the opposite of each other when two things are compared."""

SPEECH_VERBS = words(
    """
    say says said saying tell tells told telling add adds added adding claim claims claimed claiming
    argue argues argued arguing warn warns warned warning state states stated stating announce announces
    announced announcing insist insists insisted insisting explain explains explained explaining declare
    declares declared declaring deny denies denied denying accuse accuses accused accusing admit admits
    admitted admitting note notes noted noting report reports reported reporting suggest suggests
    suggested suggesting reply replies replied replying respond responds responded responding ask asks
    asked asking confirm confirms confirmed confirming predict predicts predicted predicting promise
    promises promised promising stress stresses stressed stressing tweet tweets tweeted tweeting write
    writes wrote writing remark remarks remarked allege alleges alleged alleging assert asserts asserted
    asserting complain complains complained complaining acknowledge acknowledges acknowledged conclude
    concludes concluded continue continues continued emphasise emphasised emphasize emphasized recall
    recalls recalled observe observes observed caution cautions cautioned concede concedes conceded
    reiterate reiterates reiterated reiterating testify testifies testified vow vows vowed whisper
    whispered shout shouted quip quipped joke joked urge urged urges reveal reveals revealed estimate
    estimates estimated
    """
)
