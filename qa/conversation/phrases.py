"""The phrases of small talk, over folded words with single blanks between them; a turn matches as a whole.

Written for this project, as the word lists of ``qa.language.lexicon`` are;
``eval/acts.py`` measures them.
"""

from __future__ import annotations

import re

from qa.language import lexicon

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
FACE = re.compile(r"(?<!\w)[:;=xX]['\-]?[)(DPpOo/|\]\[*]+(?!\w)|<3")
REPEATED = re.compile(r"([a-z])\1{2,}")
MOST = 14  # words of anything but a question

COMMANDS = {
    "/quit": lexicon.words("exit quit q wq x logout leave close end abort stop"),
    "/help": lexicon.words("help h man commands usage"),
    "/undo": lexicon.words("undo"),
    "/clear": lexicon.words("clear cls reset restart"),
    "/save": lexicon.words("save"),
    "/open": lexicon.words("open"),
    "/articles": lexicon.words("articles"),
    "/stats": lexicon.words("stats statistics"),
    "/export": lexicon.words("export"),
    "/edit": lexicon.words("edit"),
}
COMMAND_PHRASES = {
    "/help": r"(?:i need |show(?: me)? (?:the )?|list )?(?:help|commands)(?: me| please)*"
    r"|(?:what|which) commands .*|how (?:do|can) i (?:exit|quit|leave|stop|get out|end|save|undo)\b.*",
    "/clear": r"start (?:over|again|new|afresh)|(?:begin |start )?(?:a )?new (?:conversation|chat|session)"
    r"|clear (?:the )?(?:screen|chat|conversation|history)",
    "/quit": r"(?:exit|quit|leave|end|close|stop)(?: the| this)? "
    r"(?:chat|program|conversation|session|now|please)",
    "/save": r"save (?:this|the|it)(?: conversation| chat)?",
}

_SAYING = rf"(?!{lexicon.either(lexicon.STOPWORDS)}|articles?\b)[^\s?]+"
_FILE = r"(?:to |as )?(\S+\.[a-z]{2,5})"
COMMAND_LINES = {  # commands with what stands behind them, over the turn as it was typed
    "/open": r"open (?:number |source |article |no\.? ?)?\[?(\d{1,3})\]?",
    "/articles": rf"articles ({_SAYING}(?: {_SAYING}){{0,2}})",
    "/find": rf"find (?:the )?({_SAYING}(?: {_SAYING}){{0,2}})",
    "/top": r"top (\d{1,4})",
    "/filter": r"filter ((?:since|until|source) \S+(?: (?:since|until|source) \S+)*|off)",
    "/asof": r"as ?of (\d{4}(?:-\d\d){0,2}|off)",
    "/save": rf"save {_FILE}",
    "/export": rf"export {_FILE}",
}

# Words that say how an answer was taken, and those that go with them without a meaning of their own.
TAKEN = lexicon.words(
    """
    thanks thank thx thnx thanx ty tysm tyvm tanks thnaks thansk thankyou cheers merci danke gracias ta ok
    okay okey okie oke dokey k kk great perfect cool nice good fine awesome amazing excellent brilliant
    fantastic wonderful super superb lovely terrific outstanding impressive splendid sweet neat bravo
    congrats beautiful best better happy glad clever smart wow whoa woah omg oh ooh ah aha ahh hmm hm mhm
    huh uh um er lol lmao rofl haha hahaha hahahaha hehe xd wtf yes yep yeah yup ya yay yess sure right
    alright exactly indeed absolutely definitely precisely correct true understood noted agreed gotcha
    roger ouch phew interesting fascinating funny sad crazy unbelievable incredible weird strange scary
    helpful useful surprising impressed surprised terrible awful horrible tragic bad shame pity damn jeez
    gosh whatever nevermind nvm nm appreciated appreciate
    """
)
BESIDE = lexicon.words(
    """
    a an the lot lots bunch ton tons million loads so very much really too quite pretty you u your yours
    you're that's thats that it's this was what how i i'm im i've for to and then now my me know see got
    all just one mate man dude friend buddy pal bot job work answer answers info information help helps
    helped of well done needed wanted need makes make made sense love like mind forget problem
    worries worry about again there sir please hear think as be would is it its many more most news stuff
    one's thing useful for is are were in on with at day we us
    """
)
SAID_SO = re.compile(  # of words that say nothing by themselves
    r"\b(?:got it|i see|(?:makes?|made) (?:perfect |total )?sense|well done|(?:that|this"
    r"|it) (?:really )?(?:helps?|helped)"
    r"|good to know|no (?:problem|problems|worries|thanks|thank you)|never ?mind(?: then)?"
    r"|not bad(?: at all)?|forget (?:it|that)"
    r"|(?:don't|dont|do not) (?:worry|bother|mind)(?: about (?:it|that))?|not (?:important|needed)|oh no"
    r"|no need)\b"
)
EXCLAIMED = re.compile(rf"(?:what|how) (?:an? |very )?{lexicon.either(TAKEN)}(?: that| this| is| it)*")
ASKING = re.compile(rf"{lexicon.either(lexicon.AUXILIARIES | lexicon.WH_WORDS)}(?! i\b)")
GOES_ON = lexicon.words("and so then but or")

_THIS = r"(?:that|this|it|the answer|your answer|that answer|this answer)"
_SO = r"(?: that| this| it| so)?"
_HEDGE = (
    r"(?:(?:hmm|hm|no|nope|nah|wait|well|sorry|but|ok|oh|um|uh|wow|i think|i believe|i'm afraid|come on"
    r"|are you) )*"
)
_ADVERB = (
    r"(?:(?:just|really|simply|completely|totally|obviously|clearly|definitely|probably|quite|a bit|all"
    r"|so) )*"
)
_WRONG = (
    r"(?:a |an )?(?:wrong|false|incorrect|mistaken|inaccurate|untrue|nonsense|rubbish|bullshit|bs|garbage"
    r"|crap"
    r"|mistake|error|lie|off|fishy|unlikely|impossible|outdated|bad)"
)
_RIGHT = r"(?:right|correct|true|accurate|possible|it|so|an answer|the answer|the right one|the case)"
_ASKED = r"what i (?:\w+ )?(?:asked|wanted|meant|said|need|needed|was asking)(?: for| to know| about)*"
_OTHERS = r"(?:answers?|candidates?|possibilit(?:y|ies)|options?|results?|alternatives?|guess(?:es)?|ideas?)"
DOUBT = re.compile(
    rf"{_HEDGE}(?:"
    rf"(?:{_THIS}|you)(?:'s|s| is| are|'re| was| were| seems?| looks?| sounds?| must be"
    rf"| has to be) {_ADVERB}{_WRONG}"
    r"(?: to me)?(?: answer)?"
    rf"|{_ADVERB}{_WRONG}(?: answer| again)?|not {_ADVERB}(?:{_RIGHT}|{_ASKED}|convinced|sure|good"
    r"|helpful)(?: at all)?"
    rf"|{_THIS}(?: is not| isn't| isnt|'s not|s not| was not| wasn't| can't be| cannot be| can not be"
    r"| doesn't seem"
    rf"| does not seem| doesn't look| doesn't sound| is hardly) {_ADVERB}(?:{_RIGHT}|{_ASKED}|helpful"
    r"|good)(?: at all)?"
    r"|(?:it|that|this)(?:'s not| is not| isn't| was not| wasn't| did not| didn't| does not| doesn't)"
    rf"|{_THIS} (?:doesn't|does not|doesnt|didn't|did not) (?:really )?(?:answer (?:my|the) question"
    r"|make (?:any )?sense"
    r"|help(?: me)?)|(?:that |this |it )?makes no sense"
    r"|you (?:didn't|did not|didnt|don't|haven't|have not) (?:really )?(?:answer|answered|understand|get)"
    r"(?: (?:my|the) question| me| that| it)?|you (?:have )?misunderst(?:and|ood)(?: me| my question| that)?"
    r"|i (?:really |still )?(?:don't|do not|dont|can't|cannot|can not) (?:really )?(?:believe|think|buy"
    r"|trust|agree)"
    rf"(?: (?:that|this|it|you|so|with (?:that|you)))?(?:'s|s| is)?(?: {_RIGHT})?|i (?:doubt"
    r"|disagree)(?: it| that| this)?"
    r"|(?:i'm |i am )?not (?:so |really |quite )?(?:sure|convinced|certain|persuaded)(?: about (?:that"
    r"|this|it)| of that)?"
    r"|no|nope|nah|no no|no way|never|really|oh really|seriously|for real|honestly|truly|is that so|say what"
    r"|(?:are|r) (?:you|u) (?:really |quite |absolutely |so |completely |100 )*"
    r"(?:sure|certain|kidding|serious|joking|positive|confident)(?: me| (?:about|of) (?:that|this|it))?"
    r"|(?:you )?(?:sure|certain) (?:about|of) (?:that|this|it)|(?:is|was|are|can"
    rf"|could) {_THIS} (?:really |actually |even "
    rf"|be |still )*{_RIGHT}|(?:please )?(?:try|check|look|think|search)(?: it| that| this)? again"
    r"|double check(?: that| it)?"
    r"|(?:please )?check (?:that|this|it)(?: please)?|(?:are there|is there|do you have|have you|show|give"
    r"|what are|tell|got)?"
    r"(?: me| got)?(?: the| any| some| all| your)*(?: ?(?:other|others|another|different|more|alternative"
    r"|second|further))"
    rf"(?: possible)? {_OTHERS}|(?:show |give |what are )?(?:me )?(?:the |any )?alternatives"
    r"|what else (?:could|can|might) "
    rf"{_THIS} be|how (?:sure|confident|certain|reliable) (?:are you|is {_THIS}|you are)(?: (?:about"
    r"|of) (?:that|this|it))?"
    r")"
)
_PAPER = r"(?:article|source|text|document|paper|newspaper|passage|file|page|line|report|story)s?"
_EVIDENCE = r"(?:source|evidence|proof|reference|citation|cite|quote|quotation|passage|link)s?"
PROOF = re.compile(
    r"(?:(?:and|but|ok|hmm|well|please) )*(?:"
    rf"how (?:do|can|would|did) (?:you|u) know{_SO}"
    r"|where (?:did|do|does|have|had) (?:you|u|that|this|it) (?:get|got|find|found|read|see|seen|come|take"
    r"|have|say|stand)"
    rf"{_SO}(?: from| in the articles?)?|where (?:is|was) (?:that|this|it) (?:from|written|stated|said"
    r"|taken from|mentioned)"
    rf"|(?:which|what|whose) {_PAPER} (?:says?|said|states?|told you|is|was){_SO}(?: (?:come|taken|written))?"
    r"(?: from| in)?"
    rf"|(?:which|what|whose) {_PAPER} (?:does|did|do|are) (?:that|this|it|you) (?:come|say|state|get|find"
    r"|take|read)"
    r" ?(?:that|this|it|so)?(?: from| in)?"
    rf"|(?:what(?:'s| is| are|s) )?(?:your |the |its |that's |any )?{_EVIDENCE}(?: (?:for|of) (?:that|this"
    r"|it))?"
    r"(?: please| needed)?"
    r"|(?:can|could|may|do|would) (?:you|i|we) (?:please )?(?:cite|quote|see|show|prove|have|give|check"
    r"|read)(?: me| us)?"
    rf"(?: the| your| a| any)?(?: {_EVIDENCE}| {_PAPER}| that| this| it)(?: please| for that)?"
    r"|(?:please )?(?:show|give|read|let|tell)(?: me| us)?(?: see)? (?:the|your|a|that|its|exact"
    r"|original) (?:exact |original )?"
    rf"(?:{_EVIDENCE}|{_PAPER}|sentence|words|original)(?: for that| please)?"
    rf"|show (?:me )?where (?:it|that|this|the article) (?:says|stands|is written){_SO}|show me where"
    r"|prove (?:it|that|this)"
    r"|(?:based|depending) on what|on what (?:basis|grounds)|according to (?:what|which article)"
    rf"|says (?:which {_PAPER}|who)|who reported that which {_PAPER}"
    rf"|what makes you (?:say|think|believe){_SO}|why (?:do|did|would|should) (?:you|u) (?:say|think"
    rf"|believe|claim){_SO}"
    r")"
)
GREETING = re.compile(
    r"\b(?:hi|hello|hey|heya|hiya|hullo|helo|howdy|yo|greetings|hallo|salut|bonjour|hola|ahoy|aloha|g'day|gday|sup|wassup"
    r"|what'?s up|good (?:morning|afternoon|evening|day)|any(?:one|body) (?:there|here|home)"
    r"|are you (?:there|here))\b"
    r"|^(?:morning|evening|afternoon)\b"
)
GREETED = lexicon.words(
    "there again all everyone everybody you bot assistant qa friend my dear world guys is folks"
)
GOODBYE = re.compile(
    r"\b(?:good ?bye|bye|byebye|cya|farewell|ciao|adios|tschüss|tschuess|gtg|g2g|ttyl|cheerio|au revoir"
    r"|auf wiedersehen"
    r"|so long|good ?night|take care|see (?:you|ya|u)|talk to you (?:later|soon)|have a (?:nice|good|great"
    r"|lovely) \w+"
    r"|that(?:'s|s| is| will be|'ll be) (?:all|it|everything)(?: for (?:today|now|me))?(?! i)|(?:i'm|i am"
    r"|im|we're|we are|all) "
    r"(?:done|finished|leaving|off)(?: here)?|(?:i |we )?(?:have to|must|gotta|got to|need to"
    r"|should) go(?: now)?"
    r"|un?till? (?:tomorrow|next time|then|later|next week)|till next time)\b|^(?:later|laters|night"
    r"|night night)\b"
)
PARTED = lexicon.words(
    "for now later soon tomorrow around everyone today then your here ya again next time monday"
)
_KIND = (
    r"(?:real|human|robot|bot|ai|machine|person|computer|program|chatbot|assistant|chatgpt|gpt\w*|llm|siri|alexa|stupid"
    r"|smart|dumb|online|alive|okay|ok|intelligent|language|busy|male|female|free|happy|tired|bored|funny|artificial)"
)
ASSISTANT = re.compile(
    r"(?:(?:so|and|but|then|please|well) )*(?:"
    r"(?:who|what|how) (?:are|r) (?:you|u)(?: (?:doing|today|then|called|feeling|exactly|really|going"
    r"|made of))*"
    r"|how(?:'s| is) (?:it|everything|life) going|how do you do|what(?:'s| is|s) your (?:name|job|purpose"
    r"|function|age)"
    r"|(?:do you have )?a name|what (?:should|can|do) i call you"
    rf"|are you (?:really |just |actually |even )*(?:an? )?{_KIND}(?: \d)?(?: person| model| being"
    r"| intelligence| machine| bot)*"
    r"|(?:what|which)(?: else| things| topics)?(?: kind| kinds| sort| sorts| type"
    r"| types)?(?: of)?(?: questions?| things)?"
    r" (?:can|could|do|should|may|shall) (?:you|i) (?:do|answer|ask|help|search|offer)"
    r"(?: me| you| for| here| of| with| this| about| us| do)*"
    r"|how (?:can|could|may|do|will) you (?:help|assist|work|function|answer|do that|do this)(?: me| us"
    r"| questions)*"
    r"|how (?:can|do|should|to) (?:i )?(?:use|ask|work with|talk to|begin|start)(?: you| this| it"
    r"| with you| a question)*"
    r"|(?:can|could|will|would) you (?:help|assist|hear|understand|see|read)(?: me| us)?(?: please)?"
    r"|(?:can|do|could|are) you (?:search|use|browse|access|have access to|connected to)(?: the)? (?:web"
    r"|internet|net)"
    r"|who (?:made|built|created|wrote|programmed|developed|owns|trained|invented) you|how old are you"
    r"|where (?:are|do) you (?:from|live|come from|based|located|at)"
    r"|do you (?:also )?(?:speak|understand|know) (?:\w+ish|german|french|russian|chinese|italian|dutch"
    r"|japanese|me)"
    r"|do you (?:really )?(?:like|love|hate|remember|know) (?:me|us|what i (?:asked|said)|who i am|my name)"
    r"|do you (?:ever )?(?:sleep|dream|think|learn|lie|eat|have feelings|make mistakes)(?: from (?:my"
    r"|our) \w+)?"
    r"|do you (?:store|keep|save|record|log|send)(?: any of)? (?:my|our|what) .{2,30}"
    r"|(?:tell me (?:more |something )?about|introduce|describe|explain) (?:yourself|you)"
    r"|(?:what|which) (?:(?:ai|language|llm) )?(?:models?|version|languages?|llm|ai) (?:are you"
    r"|do you)(?: use| speak| run on"
    r"| understand| using| based on)*|what is this (?:program|thing|tool|app|chat|bot)(?: for)?"
    r")"
)
OTHER = re.compile(
    r"(?:tell|give) (?:me|us) (?:an?|another|some|one more) (?:good |funny )?(?:jokes?|story|stories"
    r"|riddle|fun fact|poem)"
    r"|(?:sing|write|draw|compose|play|dance|paint|translate|calculate|program|code)(?: me)? "
    r"(?:a|an|some|this|that|it|something|me|the)\b.*"
    r"|(?:set|start) (?:an?|the|my) (?:alarm|timer|reminder).*|remind me .*|call (?:me|my) .*|ask me .*"
    r"|you choose"
    r"|(?:open|close|turn o(?:n|ff)) the (?:door|window|light)s?|let'?s (?:talk|chat|play|speak|discuss).*"
    r"|(?:may|can|could|let me) (?:i )?ask (?:you )?(?:something|anything|a|one|another|some)(?: more"
    r"| other)?(?: questions?)?"
    r"|i (?:have|'ve got|got|want to ask|would like to ask|wanted to ask)(?: you)? (?:a|some|another|one"
    r"|something|anything)"
    r"(?: more| other| quick)?(?: questions?)?"
    r"|what time is it(?: now| there)?|what(?:'s| is) (?:the )?(?:time|weather|date)(?: like)?(?: today"
    r"| now| tomorrow)?"
    r"|what day is (?:it|today)(?: today)?|what should i (?:do|eat|wear|ask|cook|say|read|buy)(?: \w+){0,2}"
    r"|(?:this is )?(?:just )?(?:an? )?test(?:ing|s)?(?: test(?:ing)?)*(?: \d+)*|(?:blah|bla)(?: \w+)*"
    r"|lorem ipsum.*"
    r"|foo(?: ?bar)?(?: baz)?|shut up|fuck.*|screw you|marry me|kiss me|go away|(?:you(?:'re"
    r"| are)? )?(?:an? |so )?(?:very )?"
    r"(?:stupid|idiot|dumb|useless|silly|fool|moron)(?: (?:machine|bot|computer|thing|program|ai))?"
    r"|my (?:name|dog|cat|wife|husband|mother|father|friend|birthday) .*"
    r"|i(?:'m| am|m) (?!\w+ing (?:for|about))(?:\w+ ?){1,5}|i (?:feel|love|like|hate|miss|hope|wish|live"
    r"|work|come from) (?!to )"
    r"(?:\w+ ?){1,5}|i (?:don't|do not|dont) know(?: what to (?:ask|say|do))?"
)
MASHED = re.compile(
    r"(?:[a-z]*(?:asd|sdf|dfg|fgh|ghj|hjk|jkl|qwert|zxcv|yxcv)[a-z]*|([a-z]{1,3})\1{2,}|([a-z])\2{3,}|x+|jkl)"
)
_IN_FRONT = lexicon.either(TAKEN | lexicon.words("hi hello hey please you very much a lot really no"))
_BEGINS = lexicon.either(
    lexicon.WH_WORDS | lexicon.AUXILIARIES | lexicon.words("and but so also please tell what's who's")
)
LEADING = re.compile(rf"(?:{_IN_FRONT}[\s,.!?;:…-]+)+(?={_BEGINS})", re.IGNORECASE)
PARTED_BY = re.compile(r"[,.!?;:…-]|\b(?:hi|hello|hey)\b", re.IGNORECASE)
