import { near, type Signs } from "./language.ts";

const POLITE = "(?:please |just |simply |so |then |now |or |and |also |kindly )";
const GRANT =
  "(?:call|choice|decision|input|feedback|answers?|pick|preference|direction|reply|response|go ahead|approval|ok|okay|confirmation|instructions?|review|sign off|guidance|steer|thoughts|verdict|take|permission|consent|say so|green light|judgment)";
const WAIT =
  "(?:await|awaiting|wait for|waiting for|waiting on|wait on|need|needs|want|wants|pending|require|requires|would like|appreciate|i'd like|i'd love|looking for|hold for|holding for|subject to|blocked on)";
const YES = "(?:yes|no|go|ok|okay|proceed|approved|approve|continue|lgtm|ship it|go ahead|do it|confirm|y|stop|merge)";
const LETTERED =
  "(?:option |plan )?(?:[a-e]|[1-5]|one|two)(?: (?:option )?[b-e1-5])* or (?:option |plan )?(?:[b-e]|[1-5]|two|three)";
const TELL =
  "(?<!will |can |to |would )(?:let me know|lmk|tell me|advise|please specify|please clarify|please indicate|let us know)";
const WISH =
  "(?:you(?:'d| would)? (?:like|want|need|wish|prefer|care)|you'd rather|want|shall i|should i|can i|could i|need)";
const THING =
  "(?:parts?|areas?|aspects?|sections?|things?|places?|pieces?|topics?|tasks?|details?|features?|components?|modules?|files?|pages?|changes?|adjustments?|tweaks?|settings?|points?|improvements?|approaches|options|metrics?|specifics)";
/** An object that is not named. */
const SOME = `(?:anything(?! like)|something (?:else|different|other|more|further|new|specific|in particular|about|>)|(?:adjust|change|add|modify|tweak|refine|improve|edit|revise|extend) something|(?:(?<!(?:the|these|those|its|two|both) )other|another|any|further|additional) (?:other |more |new |particular )?${THING}|more (?:details?|depth|information|examples|context|background))`;
const GO =
  "(?:start|begin|continue|proceed|go|move|carry|resume|implement|merge|push|commit|deploy|run|finish|kick|release|write|ship|apply|roll|execute|build|wire|complete|remove|publish|launch|get|send|delete)";
const ONWARD = `(?:(?:and|then|so|so that) (?:then )?(?:i|we)(?:'ll| will| can)?|i(?:'ll| will)) (?:then )?${GO}`;

export const english: Signs = {
  cue: "[a-z]",
  spaced: true,
  proposal: [
    "want me to",
    "(?:shall|should) (?:i|we)",
    "would you (?:like|prefer|rather|want)",
    "do you (?:want|prefer|approve|agree|need me|have a preference|have any preference|mean)",
    "(?:may|can|could) i (?:go|proceed|start|continue|delete|remove|merge|push|commit|run|have|get|assume|use|apply|install|change)",
    "are you (?:ok|okay|happy|fine|good|comfortable|alright|ready)",
    "(?:is|does|do|did|would|sounds?|looks?|seems?) (?:that|this|it|these|those|the \\S+(?: \\S+)?)? ?(?:sounds?|looks?|seems?|works?|feels?|match|matches) (?:right|good|ok|okay|fine|reasonable|for you|to you|like|acceptable|correct|what you|your)",
    "is (?:that|this|it) (?:right|ok|okay|fine|correct|acceptable|what you|the)",
    "(?:ok|okay|good|ready|fine) (?:to|with|for me to|if i)",
    "which (?:one|option|way|approach|of|do|would|should|path|direction|route|variant|version)",
    "what(?:'s| is) your (?:preference|call|take|choice|decision|pick)",
    "what would you (?:like|prefer|rather)",
    "what do you (?:think|prefer|want|say)",
    "how (?:would|do) you (?:like|want|prefer)",
    "how should (?:i|we)",
    "(?:can|could|would|will) you (?:please |also )?(?:share|send|paste|provide|confirm|tell|point|run|check|try|give|clarify|upload|attach|verify|let|show|describe|grant|open|look|review|explain|specify|restart|add|set|log)",
    "< (?:sound|look|make|all|that|does that|does this|this) ?(?:sounds? |looks? )?(?:good|right|ok|okay|fine|sense|reasonable) >",
    "< (?:agreed?|ok|okay|thoughts|deal|proceed|continue|go ahead|ship it|merge|ready|good|confirm|correct|your call|preference|any preference|any objections?|objections) >",
  ],
  person: [
    "you",
    "your",
    "you'd",
    "you've",
    "you're",
    "yours",
    "me",
    "should",
    "shall",
    "i",
    "we",
    "which",
    "or",
    "ok",
  ],
  pleasantry: [
    ...near(WISH, SOME),
    "(?:explain|elaborate|clarify|dig|dive|explore|expand|go (?:deeper|over|into)|walk you through|hear|know|learn|see)(?: \\S+){0,5} (?:any|more|further|deeper|details?|specific)",
    "(?:any|some)(?:thing|one thing) (?:else|more|further|specific|in particular|you(?:'d| would)? (?:like|want|need))",
    "(?:what|who|where) else",
    "what(?:'s| is| comes)? next >",
    "what next",
    "< (?:so )?what(?:'s| is) (?:on your mind|up|the plan|the task)",
    "(?:how|what) (?:can|may|could|else can|should) i (?:help|assist|do for|do next|work on|do today|tackle next|build|do)(?: \\S+){0,6} >",
    "what (?:would|do|are|should|shall|will|can|did) (?:you|we|i)(?: \\S+){0,3} (?:to )?(?:work on|work|do|tackle|build|focus on|explore|see|ask|discuss|accomplish|next|today|try|talk about|start with|get done|help)(?: \\S+){0,4} >",
    "(?:any|more|other|further) (?:other |more |further )?(?:questions|changes|adjustments|tweaks|requests|concerns|feedback|modifications|improvements|thoughts or|refinements)",
    "(?:does|did|has|hope) (?:this|that|it)(?: \\S+)? (?:help|answer|helped|clarify|make sense|solve|fix it|work now|resolve)",
    "(?:can|may|could) i (?:help|assist)",
    "(?:other|another|additional|next) (?:task|thing|things|questions?|feature)(?: \\S+){0,4} >",
    "need (?:anything|something|help|more)(?: \\S+)? >",
  ],
  explanation: [
    "< why",
    "< how come",
    "< which (?:is|was|are|were)(?!(?: \\S+){1,12} (?:you|your))",
    "< (?:so |and |but )?(?:what|how|where|when|who)(?:'s| is| are| was| were| did| does| do| has| changed| happened| happens| about| if| went| makes)",
  ],
  choice: [
    "(?:i |we )(?:still )?need a decision",
    `${TELL} (?:\\S+ ){0,2}?(?:which|what you(?:'d| would)? (?:prefer|like|want|think|decide|choose)|what (?:to|direction|order|approach|works|you)|how (?:you(?:'d| would)? (?:like|want|prefer)|to proceed|to handle|we should|i should|you want)|whether|where you|where to|your ${GRANT})`,
    `${TELL} ${LETTERED}`,
    "(?:<|and|or|just|please) say which",
    `tell me (?:\\S+ ){0,3}or (?:\\S+ ){0,6}and i'll`,
    "(?:it's |its |is |are |the rest is )?your (?:call|choice|decision|pick|move|pick)(?: (?:on|whether|which|to|if|what|how|now|here|though|really|about|there)(?: \\S+)*)? >",
    "< (?:your|this is your|that's your) (?:call|choice|decision|pick|move)",
    "(?:is |are |it's |that's )(?:entirely |totally |completely |all |really )?up to you(?! to (?!decide|choose|pick))",
    "you (?:decide|choose|pick)(?: \\S+){0,6} >",
    "(?:a|the|one|your|product|design|two|three|some|these|few|open) (?:\\S+ )?(?:decisions?|questions?|choices?) (?:for you|from you|is yours|are yours|i need|left for you|you need to|that need|need your)",
    "(?:need|needs) (?:a|your|one|some) (?:\\S+ )?(?:decision|choice|answer|call)(?: from you| on| before| about| >)",
    "(?:need|needs|want|wait for|waiting for|require|like) you to (?:decide|choose|pick|confirm|answer|select|clarify|tell|say|make a)",
    "you(?:'ll| will)? (?:need|have) to (?:decide|choose|pick)",
    `< ${POLITE}*(?:pick|choose|select) (?:one|which|whichever|whatever|between|an? (?:option|direction|path|number|letter|name|approach)|either|your|from the options|${LETTERED}|option)`,
    `(?:<|please|just|or|then|you can|to \\S+) ${POLITE}?(?:reply|respond|answer) (?:with|yes|no|by|${LETTERED}|to (?:these|the|this)|these|the (?:questions?|above)|${YES})`,
    `(?:<|please|just) ${POLITE}?(?:say|type|enter|send) (?:the number|a number|${LETTERED}|1|a)(?: |$)`,
    `give me (?:an? |the |your )?(?:number|letter|pick|choice|call|answer|decision|go|green light|ok|nod|thumbs|preference|steer|${LETTERED})`,
    `(?:<|please|just|then) (?:answer|decide) (?:on |between |these|whether|which|the|those)`,
  ],
  approval: [
    `${TELL} (?:if|whether)(?! (?:you|there|it|anything|something|any)(?:'d| would|'re| are| is| ever| do| still)? (?:want|like|need|prefer|have|any|anything|notice|see|hit|run|find|still|fails|else|interested))(?: \\S+){1,14} ${ONWARD}`,
    `(?:if|as long as|provided|assuming) (?:that|this|it all|you|everything above|the (?:\\S+ )?\\S+)(?: \\S+){0,4} (?:good|right|fine|ok|okay|correct|reasonable|acceptable|works|suits|agree|match|matches|happy|comfortable)(?: \\S+){0,10} i(?:'ll| will| can)`,
    `${WAIT} (?:\\S+ )?your (?:\\S+ ){0,2}?${GRANT}`,
    `(?:after|on|upon|with|until|without|once i (?:have|get)|when i (?:have|get)|wait for|waiting for|waiting on|awaiting|needs?|pending|requires?|before) (?:your|explicit|user|human) (?:explicit |final )?(?:approval|ok|okay|confirmation|go ahead|sign off|review|permission|consent|decision|green light)`,
    "(?:once|after|when|as soon as|until|unless|before|if) (?:you|you've|you have|you're|it's) (?:\\S+ )?(?:approved?|approves|confirm|confirmed|agree|agreed|sign off|signed off|ok|okay|okayed|say (?:go|so|yes|ok)|give (?:me )?(?:the|your)|happy with|ok with|okay with|good with|green light|reviewed)",
    "(?:after|once|upon|on) (?:approval|approved|sign off|confirmation|confirmed)(?: \\S+){0,2} i(?:'ll| will)?",
    "please (?:\\S+ )?(?:confirm|approve|sign off|authorize|authorise|advise|decide)",
    `< (?:just )?confirm (?:and|to|that|you|whether|if|or|with)`,
    "please (?:review|look over|check|read|take a look at|have a look at) (?:\\S+ ){0,6}?(?:plan|spec|specification|proposal|design|draft|approach|doc|document|outline)",
    "review (?:\\S+ ){0,8}(?:and|then) (?:let me know|tell me|approve|confirm|say|i'll|reply|give)",
    `(?:<|please|just|or) ${POLITE}?(?:say|send|reply|type|tell me|give me|respond) (?:with |the )?${YES}(?: \\S+){0,4} (?:and|to|if|or|when)`,
    `(?:<|please|just|or) ${POLITE}?(?:say|reply|type|tell me|give me) (?:with |the |a )?(?:${YES}) >`,
    "give (?:me )?(?:the|a|your) (?:go ahead|green light|ok|nod|thumbs up|word|go)",
    "ready to (?:\\S+ ){1,8}(?:when|once|whenever|as soon as|if|on) (?:you|your)",
    "< ready when(?:ever)? you",
    "say the word",
    "let me know (?:if|when|whether|once) (?:you(?:'re| are)? (?:approve|agree|ok|okay|happy|ready|good|confirm)|i (?:should|can|may)|to (?:proceed|go|start|continue|begin|move)|we should|(?:this|that|the|it) (?:\\S+ )?(?:plan|approach|design|direction|spec|proposal|sounds|looks|is (?:ok|okay|right|correct|good|acceptable|what you))|you(?:'d| would)? (?:like|want) (?:me )?to (?:proceed|go ahead|start|begin))",
    "i(?:'ll| will|'m| am) (?:wait|hold|pause|stop|hold off|waiting|holding|pausing|stopping)(?: \\S+){0,3} (?:for|until|on|before|so) your?",
    "(?:holding|pausing|stopping|paused|stopped|waiting|held) (?:here |off |work )?(?:for|until|so|on) (?:you|your)",
    "before i (?:proceed|continue|start|go|implement|write|touch|make|begin|push|merge|apply|run|code|commit|delete|do|dive|move|build|open)(?: \\S+){0,8} (?:you|your|confirm|i need|i'd|questions?|please|decisions?)",
    "(?:i need|i'd like|i have|please|questions?|decisions?|things?|confirm) (?:\\S+ ){0,10}before i (?:proceed|continue|start|go|implement|write|touch|make|begin|push|merge|apply|run|code|commit|delete|do|dive|move|build|open)",
    "(?:i won't|i will not|i'm not going to|i haven't|i have not|nothing will be) (?:\\S+ ){1,8}(?:until|without|unless|before) (?:you|your)",
  ],
  input: [
    "(?:ping|notify|message) me (?:when|once|after|as soon as)",
    "i(?:'ll| will| would|'d| still)? need (?:\\S+ ){1,6}(?:to continue|to proceed|to go on|to finish|before i can)",
    "(?:please|kindly) (?:\\S+ )?(?:provide|share|send|paste|upload|attach|supply|tell|give|post|drop|describe|specify|clarify|include|grant|enter|point|answer|let me know (?:which|what|how|when|where|whether)|report)",
    "(?:<|and|then|or|just|so|it|to) (?:send|show|give|tell|forward|message|ping|point) me (?:the|your|an?|what|how|which|some|more|when|where|whether|whatever|back|to|if it|that|one)",
    "and (?:tell|ping|send|show) me >",
    "(?:<|and|then|or|just|so) (?:paste|share|post|drop|upload|attach|send|copy|provide)(?: \\S+){1,8} (?:here|back|into the chat|in chat|and i(?:'ll| will| can)?|so i(?: can|'ll)?)",
    "(?:<|and|then|or|just) (?:paste|share|post|drop|upload|send|provide) (?:me |back )?(?:the|your) (?:\\S+ )?(?:output|results?|logs?|errors?|contents?|screenshots?|path|token|key|response|trace|stack trace|details|url|link|credentials|password)(?: \\S+){0,4} >",
    "(?:let me know|lmk|tell me|ping me|give me a shout|drop me a line) (?:once|when|after|afterwards|as soon as)",
    "(?<!will |can |to |would )(?:let me know|lmk|tell me) (?:what|how(?! (?:it|that|things|the \\S+) (?:goes|go|went))|which|where|who|the (?:\\S+ )?(?:result|output|outcome|error|value|name|path))",
    "(?:<|and|then|please|just) report (?:back|what you|how it|if it|whether|here|to me)",
    "(?:and|then) report >",
    "(?:blocked (?:by|on)|(?:can't|cannot|can not) (?:\\S+ ){0,6}until) (?:\\S+ ){0,4}(?:auth|authentication|credentials?|tokens?|api key|login|password|permissions?|access|secrets?)",
    "i(?:'ll| will| would|'d| still| do)? (?:need|require) (?:you to|your|(?:\\S+ ){0,2}access (?:to|for)|the (?:\\S+ ){0,3}(?:files?|url|link|credentials?|token|key|password|path|name|logs?|output|contents?|id|text|details|address|error|code|screenshot|repo|spec)|an? (?:\\S+ ){0,2}(?:token|key|password|url|link|file|path|credential|account|name|screenshot|example|sample)|more (?:info|information|details?|context)|some (?:more |additional )?(?:info|information|details?|context)|to know|one (?:thing|more|piece)|a (?:few|bit|little)|two|three|answers)",
    "(?:could you|can you|would you|need you to|waiting for you|waiting on you|over to you|(?<!nothing is |nothing |not )(?:needed|required) from you|need from you|blocked until you|stuck until you|ball is in your court)",
    "(?:once|when|after|as soon as) (?:you(?:'ve| have|'re)?|that's|it's)(?! (?:ready|happy|want|like|need|run into|open|visit))(?: \\S+){1,16} (?:(?:and|then|so) )?i(?:'ll| will| can)(?! (?:also|help|assist|always))",
    "(?:if|when) you (?:can |could )?(?:share|send|paste|provide|upload|point me|give me|tell me|show me|drop)(?: \\S+){0,16} i(?:'ll| will)",
    "(?:can't|cannot|can not|unable to|couldn't) (?:\\S+ ){1,8}(?:without|until|unless) (?:you|your|the|an?|that|it|access|credentials)",
    "(?:run|try|test|check|open|restart|reload|refresh|retry|look)(?: \\S+){0,14} (?:and|then) (?:let me know|tell me|report|send me|show me|paste|share|confirm (?:that|whether|if|it|here|what|the))",
  ],
  courtesy: [
    "let me know (?:if|whether or not|should)",
    "if you(?:'d| would|'re| are| ever| do| still)? (?:want|like|need|prefer|wish|run into|hit|see any|notice|decide|have any|interested|curious|also|rather)",
    "feel free",
    "(?:happy|glad) to",
    "i can also",
    "should you (?:need|want|wish|have)",
    "whenever you(?:'re| are)? (?:ready|like|want)",
    "when you(?:'re| are) ready",
    "any time",
  ],
  trouble: [
    "(?<!(?:know|tell me|lmk|see|check|confirm|report|say) )if (?:it|this|that|these|they|there|the \\S+|you|anything|something|any|problems?|issues?)(?: \\S+){0,5}? (?:still|again|doesn't|don't|does not|persists?|fails?|happens|breaks|goes wrong|isn't|off|odd|wrong|stale|remains?|regressions?|continues? to|bugs?|looks? off)",
    "(?<!(?:know|tell me|lmk) )if you (?:ever |also )?(?:see|notice|hit|get|run into|encounter|find|spot|face|experience) (?:\\S+ ){0,4}?(?:errors?|issues?|problems?|trouble|anything|something)",
    "if (?:not|that fails|it fails|the (?:issue|problem|error) (?:persists|continues|remains))",
    "should (?:it|this|that|the \\S+|you)(?: \\S+){0,3} (?:fail|break|persist|happen|occur|continue|return|come back|reappear|still|run into|hit)",
  ],
  before: [
    `(?:otherwise|if not) (?:i|we)(?:'ll| will) ${GO}`,
    `before (?:i(?! (?:\\S+ed|ran|had|got|was|did) )|we ${GO})`,
    "before (?:starting|proceeding|continuing|merging|committing|moving|implementing|pushing|deploying)",
  ],
  or: ["or", "versus", "vs"],
  another: ["< (?:something|somewhere|someone|(?:a )?different|another|some other|neither|none)(?: \\S+){0,3} >"],
  sequel: ["< (?:then|after that|and|also|next|afterwards)"],
  unknown: [
    "(?:couldn't|could not|can't|cannot|didn't|did not|wasn't able to|unable to) (?:find|tell|see|determine|work out|figure|locate|read|infer|know|reach|access)",
    "(?:don't|do not) (?:know|see|have)",
    "(?:not|isn't|it's not|wasn't) (?:clear|sure|certain|obvious|in the|specified|documented|mentioned)",
    "i(?:'ve| have) (?:only )?assumed",
    "(?:unclear|ambiguous)",
  ],
  answer: [
    "< (?:yes|yep|nope|yeah|no(?= (?:>|need|it|this|that|we|because|since|the|they|there|not)))(?! (?:or|no|if|n) )",
  ],
  followUp: [
    "< (?:y|yes|j|ja|s|sí|si|sim|sì|o|oui|a|ano) (?:or )?(?:n|no|nein|não|non|ne) >",
    "< (?:if|otherwise|either way|i'd|i would|i recommend|i suggest|i lean|i'm leaning|my (?:own )?(?:recommendation|lean|preference|suggestion|vote|default|pick|take|instinct)|default|personally|both|once|then i|i'll|i can|happy to|just|please|let me know|reply|no rush|whichever|recommended|recommendation|for reference|for context|meanwhile|in the meantime|until then|nothing|option|or|say|it|that|this)",
  ],
};
