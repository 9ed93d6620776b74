import { near, type Signs } from "./language.ts";

const GRANT =
  "(?:approbation|confirmation|décision|réponse|choix|préférence|avis|accord|ok|permission|autorisation|instructions|consignes|retour|retours|feu vert|validation|go|aval|feedback|arbitrage|relecture)";
const YES =
  "(?:oui|non|ok|go|vas y|allez y|continue|continuez|approuvé|d'accord|le numéro|la lettre|un numéro|un chiffre)";
const TELL =
  "(?:dis moi|dites moi|fais moi savoir|faites moi savoir|indique moi|indiquez moi|tiens moi|précise|précisez|précise moi|précisez moi|confirme moi|confirmez moi|préviens moi|prévenez moi)";
const WISH =
  "(?:veux tu|voulez vous|tu veux|vous voulez|souhaites tu|souhaitez vous|tu souhaites|vous souhaitez|aimerais tu|aimeriez vous|tu aimerais|vous aimeriez|voudrais tu|voudriez vous|tu voudrais|vous voudriez|dois je|puis je|je peux|je dois|besoin|t'aider|vous aider)";
/** An object that is not named. */
const SOME =
  "(?:quelque chose(?! (?:comme|de ce genre|du genre))|autre chose|quoi que ce soit|(?<!(?:les|ces|l'|deux) )(?:d'|un |une )?autres? (?:parties?|détails?|points?|ajustements?|modifications?|sections?|aspects?|choses?|fichiers?|changements?|améliorations?|éléments?|endroits?)|(?:certaines|certains|quelques) (?:parties|points|détails|sections|aspects)|(?:plus de|davantage de) (?:détails|précisions|contexte|exemples|informations))";
const GO =
  "(?:commence|commencerai|continue|continuerai|poursuis|poursuivrai|procède|procéderai|lance|lancerai|démarre|reprends|reprendrai|passe|passerai|implémente|applique|pousse|déploie|attaque|enchaîne)";

/** Behind an "if": not what the person may want or come upon. */
const OPEN =
  "(?! (?:tu|vous) (?:veux|voulez|as|avez|souhaites|souhaitez|préfères|préférez|vois|voyez|remarques|remarquez|rencontres|rencontrez|aimerais)| y| quelque)";

export const french: Signs = {
  cue: "[œç]| (?:le|les|des|que|avec|pour|une|du|est|sont|aussi|quelle|quel|veux|dois|je|tu|vous|ton|votre|un|et|dis|choisis|laquelle|ça|à|merci|dois|peux|fait|autres|autre|plaît) | (?:j|d|l|c|qu|n|s)'",
  spaced: true,
  proposal: [
    "(?:veux tu|voulez vous|tu veux|vous voulez|souhaites tu|souhaitez vous|tu souhaites|vous souhaitez|préfères tu|préférez vous|tu préfères|vous préférez|aimerais tu|aimeriez vous|voudrais tu|voudriez vous|désirez vous|tu voudrais|vous voudriez)",
    "(?:dois je|devrais je|puis je|peux je|est ce que (?:je|j'\\S+)|je peux|je dois|devons nous|devrions nous|doit on|peut on|faut il)",
    "(?:je continue|je procède|je lance|je commence|je m'en occupe|je le fais|j'applique|j'implémente|je pousse|je corrige|je supprime|je crée|je commit|on continue|on y va|on commence|on part|on fait|j'y vais|je poursuis|je mets|j'ajoute|je garde)",
    "(?:es tu|êtes vous|tu es|vous êtes|c'est) (?:\\S+ )?(?:d'accord|ok|bon|prêt|prête|prêts)",
    "(?:ça|cela|ceci)(?: \\S+)? (?:te|vous) (?:va|convient|semble|paraît|plaît)",
    "(?:te|vous) (?:va|convient|semble|paraît) (?:t )?(?:il|elle)",
    "(?:quel|quelle|quels|quelles|laquelle|lequel|lesquels|lesquelles) (?:de|des|option|approche|piste|version|variante|préfères|préférez|voulez|veux|est ta|est votre|choix|souhaitez|tu|vous|dois|choisis|solution)",
    "(?:qu'en|que) (?:penses tu|pensez vous|dis tu|dites vous|préfères tu|préférez vous|choisis tu)",
    "comment (?:veux tu|voulez vous|souhaites tu|souhaitez vous|préfères tu|préférez vous|dois je|procéder|procède t on|tu veux|vous voulez)",
    "(?:peux tu|pouvez vous|pourrais tu|pourriez vous|tu peux|vous pouvez|tu pourrais|vous pourriez)",
    "< (?:d'accord|ok|ça marche|c'est bon|correct|des objections|une préférence|on y va|je continue|je lance|ça te va|ça vous va|laquelle|lequel) >",
  ],
  person: [
    "< (?:une )?(?:dernière )?questions?",
    "tu",
    "te",
    "toi",
    "ton",
    "ta",
    "tes",
    "vous",
    "votre",
    "vos",
    "as",
    "avez",
    "je",
    "j'\\S+",
    "moi",
    "on",
    "nous",
    "quelle",
    "quel",
    "laquelle",
    "lequel",
    "dois",
    "existe",
  ],
  pleasantry: [
    ...near(WISH, SOME),
    "(?:explique|expliquer|approfondisse|approfondir|détaille|détailler|clarifie|explorer)(?: \\S+){0,5} (?:plus|davantage|certains?|certaines?|un point|une partie|détails?|quelque)",
    "(?:autre chose|quelque chose d'autre|quoi d'autre|rien d'autre|besoin d'autre)",
    "(?:d'autres|avez vous des|as tu des|tu as des|vous avez des|des) (?:autres )?(?:questions|modifications|ajustements|remarques|demandes)",
    "(?:comment|en quoi|que) (?:puis je|je peux|peux je)(?: \\S+){0,4} ?(?:aider|t'aider|vous aider|faire pour|être utile)",
    "(?:sur quoi|que|qu'est ce que|par quoi|qu'aimerais|qu'aimeriez) (?:\\S+ )?(?:veux tu|voulez vous|souhaites tu|souhaitez vous|aimerais tu|aimeriez vous|tu veux|vous voulez|tu souhaites|vous souhaitez|tu|vous|travaillons nous|allons nous)(?: \\S+){0,4} (?:travailler|faire|construire|explorer|aborder|voir|aujourd'hui|maintenant)(?: \\S+){0,4} >",
    "(?:et maintenant|quelle est la suite|la suite|qu'est ce qu'on fait maintenant|quelle est la prochaine étape) >",
    "(?:est ce que )?(?:cela|ça)(?: \\S+)? (?:t'aide|vous aide|répond|aide)",
    "(?:as tu|avez vous) besoin (?:d'aide|d'autre chose)(?: \\S+)? >",
    "besoin d'(?:aide|autre chose) >",
  ],
  explanation: [
    "< (?:et |mais |alors |donc )?(?:pourquoi|qu'est ce (?:que c'est|qui)|que (?:s'est|se passe|signifie|fait|contient)|qu'est ce que (?:ça|cela)|comment (?:ça|cela|fonctionne|marche|est|se)|d'où|à quoi (?:sert|ça)|quand|où est)",
  ],
  choice: [
    `${TELL} (?:\\S+ ){0,2}?(?:lequel|laquelle|lesquels|lesquelles|quel \\S+|quelle \\S+|quels \\S+|quelles \\S+|ce que tu (?:préfères|veux|en penses|choisis|décides)|ce que vous (?:préférez|voulez|en pensez|choisissez|souhaitez|décidez)|comment (?:tu|vous|procéder|continuer|je)|par (?:où|quoi|laquelle|lequel)|ton ${GRANT}|ta ${GRANT}|votre ${GRANT}|a ou b|1 ou 2|si (?:tu préfères|vous préférez|je (?:dois|peux|continue|procède|lance)|c'est (?:bon|ok)|ça te va|cela vous))`,
    "(?:à toi|à vous) (?:de (?:choisir|décider|voir|jouer|trancher|me dire)|le choix)",
    "(?:c'est |le choix est |la décision est )(?:ton|ta|votre|à toi|à vous|le tien|le vôtre|la vôtre|la tienne)(?: (?:choix|décision))?",
    "comme (?:tu (?:préfères|veux)|vous (?:préférez|voulez)) >",
    "(?:tu|vous) (?:dois|devez|peux|pouvez) (?:choisir|décider|trancher)",
    "(?:le choix|la décision) (?:te|vous) (?:revient|appartient)",
    "< (?:merci de |veuillez )?(?:choisis|choisissez|choisir|sélectionne|sélectionnez) (?:une?|entre|l'option|laquelle|lequel|l'une|l'un|celle|celui|a ou|1|ton|votre|parmi)",
    `(?:<|merci de|veuillez|il suffit de|il te suffit de) (?:réponds|répondez|répondre|répondez moi|réponds moi|écris|écrivez|tape|tapez) (?:simplement |juste |par |avec |à )*(?:un |une |le |la )?(?:${YES}|a ou b|a b|1|ces|aux|numéro|chiffre)`,
    "(?:j'ai besoin|il me faut|il faut|j'attends|en attente|dans l'attente) (?:que (?:tu|vous) (?:choisis\\S*|décid\\S*|tranch\\S*)|(?:d')?une décision|(?:de )?(?:ta|ton|votre) (?:décision|choix|réponse|préférence))",
    "(?:donne moi|donnez moi) (?:un |une |le |la |ta |ton |votre )?(?:numéro|lettre|réponse|choix|avis|préférence|décision)",
  ],
  approval: [
    `${TELL} (?:si|s'il)${OPEN}(?: \\S+){1,14}? (?:et|que|pour que|alors) (?:je|j') ?${GO}`,
    "(?:si|dès que|du moment que) (?:cela|ça|tout|tout cela|le plan|ce plan|c'est)(?: \\S+){0,2} (?:convient|va|semble|plaît|ok|bon|d'accord)",
    "si (?:tu es|vous êtes|on est) (?:d'accord|ok|partant)",
    "si (?:tu n'as|vous n'avez) (?:pas|aucune) (?:d'objection|d'objections|objection)",
    `(?:j'attends|en attente|dans l'attente|attends|attend|besoin|il me faut|attente|sous réserve|après|sans|avec|jusqu'à|nécessite|attendant|requiert) (?:de |d' ?|à )?(?:ta|ton|tes|votre|vos) (?:\\S+ )?${GRANT}`,
    "(?:quand|une fois|dès|dès que|lorsque|après que|si|tant que|jusqu'à ce que) (?:que )?(?:tu |vous |tu m'|vous m'|c'est |le plan |la |le )?(?:\\S+ )?(?:approuves|approuvez|approuvé|approuvée|valides|validez|validé|validée|auras validé|aurez validé|confirmes|confirmez|confirmé|donnes ton|donnes le|donnez votre|donnez le|d'accord)",
    "(?:merci de|veuillez|s'il te plaît|s'il vous plaît|stp|svp) (?:\\S+ )?(?:confirmer?|confirmez|valider?|validez|approuver?|approuvez|autoriser|autorisez|relire le plan|relire la proposition)",
    "(?:confirme|confirmez|valide|validez|approuve|approuvez) (?:s'il te plaît|s'il vous plaît|stp|svp)",
    "< (?:confirme|confirmez|confirme moi|confirmez moi|valide|validez|approuve|approuvez) (?:que|si|et|pour|la|le|ce|cette|>)",
    "(?:donne|donnez) (?:moi )?(?:le |ton |votre |ta )?(?:feu vert|accord|ok|go|aval|validation|approbation)",
    `(?:dis|dites|écris|réponds|répondez|dis moi|dites moi) (?:${YES})(?: \\S+){0,2} (?:et|pour|si|>)`,
    "(?:relis|relisez|regarde|regardez|examine|examinez) (?:\\S+ ){0,8}et (?:dis moi|dites moi|confirme|confirmez|valide|validez)",
    "(?:après|avec|sous réserve de|dans l'attente de|sans) (?:ta |votre |la )?(?:validation|approbation|confirmation|accord)(?: \\S+){0,3} (?:je|j')",
    "je (?:ne |n')(?:\\S+ ){0,10}(?:tant que|sans|avant) (?:tu|vous|ton|ta|votre|que)",
    "(?:prêt|prête) à (?:\\S+ ){1,6}(?:quand|dès que|dès) (?:tu|vous|ton|votre)",
  ],
  input: [
    `(?:s'il te plaît|s'il vous plaît|veuillez|merci de) (?:\\S+ ){1,14}(?:et|puis) je ${GO}`,
    `(?:et|puis|ensuite) ${TELL} (?:si|s'il)${OPEN}`,
    "(?:merci de|veuillez|s'il te plaît|s'il vous plaît|stp|svp) (?:me |m' ?)?(?:\\S+ )?(?:partager|partage|partagez|envoyer|envoie|envoyez|coller|colle|collez|fournir|fournis|fournissez|indiquer|indique|indiquez|préciser|précise|dire|joindre|transmettre|donner|donne|donnez|communiquer|téléverser)",
    "(?:envoie|envoyez|donne|donnez|partage|partagez|transmets|transmettez|montre|montrez|colle|collez|fournis|fournissez|passe|passez|copie|copiez)(?: moi| ici| le résultat| la sortie| l'erreur| les logs| le contenu| les erreurs| la clé)",
    "(?:et|puis|ensuite|<) (?:dis|dites|redis|raconte|racontez|préviens|prévenez|indique|indiquez)(?: moi| le moi| le| nous)* (?:ce que|ce qui|comment|quel\\S* \\S+|le résultat|si (?:ça|cela|tu|vous|l'erreur|le)|quand|où|qui|dès|>)",
    `${TELL} (?:ce que|ce qui|ce qu'\\S+|comment|quand|où|qui|dès que|le résultat|une fois)`,
    "(?:j'ai besoin|j'aurais besoin|il me faut|il me faudrait|il me manque|il manque|me manque) (?:que (?:tu|vous)|(?:de |d'|du |des |de la |de l')?(?:le |la |les |un |une |ton |ta |tes |votre |vos )?(?:\\S+ ){0,3}?(?:clé|mot de passe|jeton|token|url|fichier|chemin|identifiants|lien|accès|logs?|id|nom|contenu|capture|données|api|l'url|l'accès|d'accès)|(?:de )?plus (?:d'informations|d'infos|de détails|de contexte)|(?:de )?savoir)",
    "(?:quand|une fois|dès que|lorsque|après que|après avoir) (?:que )?(?:tu|vous|c'est|ce sera|l'avoir|cela)(?: \\S+){0,14} (?:dis moi|dites moi|préviens moi|prévenez moi|je continue|je continuerai|je reprends|je reprendrai|je pourrai|je procéderai|je peux|je lancerai|je termine\\S*)",
    "je ne (?:peux|puis|pourrai) (?:pas )?(?:\\S+ ){1,8}(?:sans|tant que)",
  ],
  courtesy: [
    "si (?:tu (?:veux|souhaites|préfères|as|en as|désires)|vous (?:voulez|souhaitez|préférez|avez|désirez|le)|besoin|nécessaire|ça t'intéresse|cela vous)",
    "(?:dis moi|dites moi|fais moi savoir|faites moi savoir|n'hésite pas|n'hésitez pas|préviens moi|fais moi signe|faites moi signe) (?:si|à|en cas)",
    "quand (?:tu veux|vous voulez|tu voudras)",
    "je (?:reste|suis) (?:à (?:ta|votre) disposition|disponible|là)",
    "je peux (?:aussi|également)",
    "volontiers",
  ],
  trouble: [
    "(?<!(?:moi|savoir|voir|vérifie|vérifiez|confirme) )(?:si|s'il|s'ils|s'elle) (?:\\S+ ){0,6}?(?:persiste|persistent|échoue|échouent|ne (?:fonctionne|fonctionnent|marche|marchent)|va pas|toujours|encore|réapparaît|réapparaissent|revient|reviennent|se reproduit|à nouveau|continue)",
    "si (?:tu|vous) (?:vois|voyez|remarques|remarquez|rencontres|rencontrez|constates|constatez|tombes|tombez) (?:\\S+ ){0,4}?(?:erreurs?|problèmes?|bizarre|anomalies?|régressions?|souci|soucis|quelque)",
    "en cas (?:d'erreur|de problème|d'échec|de souci)",
  ],
  before: [
    `sinon je ${GO}`,
    "avant (?:que je|de (?:commencer|continuer|procéder|passer|lancer|toucher|pousser|supprimer|fusionner|déployer|coder|committer|faire))",
  ],
  or: ["(?:ou|ou bien)"],
  another: ["< (?:(?:tout )?autre chose|une? autre(?: \\S+)?|aucune?) >"],
  sequel: ["< (?:et|puis|ensuite|après|alors|aussi)"],
  unknown: [
    "(?:je |j')?(?:ne |n')(?:\\S+ ){0,3}(?:trouvé|trouve|sais|vois|clair|parvenu|arrive|figure|apparaît|pu)(?: pas)?",
    "je ne (?:l'ai|les ai|sais|vois|trouve) (?:pas )?\\S*",
  ],
  answer: ["< (?:oui|non)(?! (?:ou|non|si|oui|l'\\S+|lo|la|ho|so|è|ci) )"],
  followUp: [
    "< (?:si|sinon|dans ce cas|je (?:recommande|conseille|suggère|pense|peux|penche)|ma (?:recommandation|préférence|suggestion|proposition)|mon (?:conseil|avis)|personnellement|par défaut|les deux|en attendant|option|ou|ainsi)",
  ],
};
