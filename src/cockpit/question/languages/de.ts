import { near, type Signs } from "./language.ts";

const GRANT =
  "(?:freigabe|bestätigung|entscheidung|antwort|wahl|zustimmung|rückmeldung|ok|okay|genehmigung|erlaubnis|anweisung|anweisungen|feedback|meinung|einschätzung|go|einverständnis|auswahl|präferenz|review|vorgabe|vorgaben|startzeichen)";
const YES =
  "(?:ja|nein|ok|okay|go|los|weiter|mach|passt|einverstanden|nummer|der nummer|einer zahl|einer nummer|dem buchstaben)";
const TELL =
  "(?:sag mir|sagen sie mir|sag|sage mir|sagt mir|gib mir bescheid|geben sie mir bescheid|gib bescheid|lass mich wissen|lassen sie mich wissen|lasst mich wissen|teile? mir mit|teilen sie mir mit|schreib mir|schreiben sie mir|nenne? mir|nennen sie mir|melde dich|verrat mir|bitte angeben|bescheid)";
const WISH =
  "(?:(?:möchtest|willst|hättest|würdest|brauchst|wünschst) du|(?:möchten|wollen|hätten|würden|brauchen|wünschen) sie|möchtet ihr|soll ich|sollen wir|kann ich|darf ich|du dir|sie sich)";
/** An object that is not named. */
const SOME =
  "(?:etwas(?! (?:\\S+er|mehr|weniger|wie|in der art|ähnliches|warten|zeit))|irgendetwas|irgendwas|(?<!(?:die|der|den|diese|beiden|zwei) )(?:andere[nrsm]?|weitere[nrsm]?|sonstige[nrsm]?) (?:\\S+ )?(?:teile?n?|stellen?|bereiche?n?|details?|punkte?n?|aspekte?n?|abschnitte?n?|dateien?|anpassungen|änderungen|dinge|themen|komponenten|module?n?|funktionen|wünsche)|mehr (?:details|informationen|beispiele|kontext))";
const GO =
  "(?:fange|beginne|mache|starte|lege|fahre|setze|gehe|committe|pushe|merge|lösche|baue|rolle|kann|führe|schreibe)";
/** By its end a clause with "wenn" tells that something has been done: it is no condition, but a time. */
const DONE =
  "(?:(?:\\S{0,12}ge\\S{1,20}(?:t|en)|(?!bedenken|vertrauen|verständnis)(?:be|ver|er|ent|zer|über)\\S{2,20}(?:t|en)|\\S{2,20}iert|fertig|so weit|durch|soweit) (?:hast|haben|habt|bist|sind|ist)|fertig bist|durch ist)";

export const german: Signs = {
  cue: "[äöüß]| (?:der|die|das|und|ist|sind|mit|für|ein|eine|ich|du|sie|wir|auch|soll|welche|wie|wenn|nicht|bitte|dein|deine|sag|passt|noch|oder|warte|den|im|zu|es|kann|fertig|einverstanden|noch|fragen|weiter|gern|brauche|mir|dir|wähle|antworte|möchtest|welcher|auf|von|sonst) ",
  spaced: true,
  proposal: [
    "(?:soll|sollen|sollte|sollten) (?:ich|wir|das|die|der|es|hier|beide|auch|dafür)",
    "(?:möchtest|willst|würdest|hättest|bevorzugst|brauchst) du",
    "(?:möchten|wollen|würden|hätten|wünschen|bevorzugen) sie",
    "(?:möchtet|wollt) ihr",
    "(?:darf|kann|könnte) ich (?:\\S+ ){0,6}?(?:loslegen|fortfahren|weitermachen|anfangen|beginnen|löschen|entfernen|committen|pushen|mergen|umsetzen|starten|so|übernehmen|ändern|installieren|haben|annehmen)",
    "(?:bist|seid) (?:du|ihr) (?:\\S+ )?(?:einverstanden|sicher|bereit)",
    "sind sie (?:\\S+ )?(?:einverstanden|sicher|bereit)",
    "(?:passt|gefällt|reicht|klingt|sieht|wäre|ist|geht) (?:das|dir|ihnen|dies|der plan|es)(?: \\S+){0,3} (?:so|gut|ok|okay|in ordnung|richtig|recht|für dich|für sie|sinnvoll|aus|korrekt)",
    "passt das",
    "(?:welche|welchen|welcher|welches|welchem) (?:der|von|option|variante|lösung|weg|ansatz|version|soll|sollen|möchtest|möchten|bevorzugst|bevorzugen|willst|wollen|ist dir|davon|würdest)",
    "was (?:meinst du|meinen sie|denkst du|denken sie|hältst du|halten sie|ist dir lieber|bevorzugst|bevorzugen|wäre dir|sagst du|soll ich|sollen wir)",
    "wie (?:soll|sollen|möchtest|möchten|willst|wollen|hättest|hätten|würdest|sollte)",
    "(?:kannst|könntest|magst) du",
    "(?:können|könnten) sie",
    "< (?:einverstanden|ok|okay|passt das|in ordnung|richtig|korrekt|weiter|loslegen|einwände|irgendwelche einwände|deine meinung|ihre meinung|bereit) >",
  ],
  person: [
    "< (?:(?:eine|kurze|offene|letzte) )*fragen?",
    "du",
    "dir",
    "dich",
    "dein",
    "deine",
    "deinen",
    "deinem",
    "deiner",
    "euch",
    "ihr",
    "ihnen",
    "ihre",
    "ihren",
    "ich",
    "wir",
    "welche",
    "welcher",
    "welchen",
    "welches",
    "soll",
    "sollen",
    "(?:können|haben|wissen|sind|nutzen|verwenden|brauchen|sehen|erwarten|meinen|müssen|dürfen) sie",
  ],
  pleasantry: [
    ...near(WISH, SOME),
    "(?:etwas|einen punkt|einen teil|einzelne\\S*|mehr|genauer|näher|weiter)(?: \\S+){0,5} (?:erkläre|erklären|erläutere|erläutern|vertiefen|ausführen|eingehen|eingehe)",
    "(?:sonst )?noch (?:etwas|was|irgendwas|irgendetwas|fragen|eine frage|wünsche|anpassungen|änderungen)",
    "sonst (?:noch )?(?:etwas|was|fragen)",
    "(?:etwas|was) (?:anderes|weiteres|anderem)",
    "(?:weitere|andere) (?:fragen|wünsche|änderungen|anpassungen)",
    "(?:wie|womit|wobei|kann|was) (?:\\S+ )?(?:ich|kann ich) (?:\\S+ ){0,3}?(?:helfen|weiterhelfen|behilflich|unterstützen|für dich tun|für sie tun)",
    "(?:was|woran|womit) (?:möchtest|möchten|willst|wollen|würdest|sollen|steht|machen) (?:du|sie|wir|an|als)(?: \\S+){0,4} ?(?:arbeiten|machen|tun|angehen|bearbeiten|bauen|starten|beginnen|als nächstes|heute|weitermachen|an|sehen)(?: \\S+){0,2} >",
    "(?:was kommt|was steht|was machen wir|wie geht es|wie geht's) (?:\\S+ )?(?:als nächstes|weiter|nun|jetzt)",
    "(?:hilft|half|beantwortet) (?:dir |ihnen )?(?:das|dies)",
    "brauchst du (?:sonst |noch )*(?:hilfe|etwas)(?: \\S+)? >",
    "gibt es (?:sonst )?(?:noch )?(?:etwas|fragen|weiteres)",
  ],
  explanation: [
    "< (?:und |aber |also )?(?:warum|wieso|weshalb|was (?:ist|sind|war|passiert|passierte|hat|bedeutet|macht|heißt|habe|wurde|ändert|fehlt)|wie (?:funktioniert|geht|ist|war|kommt|kam)|woher|wann|wo (?:ist|liegt|war)|wozu)",
  ],
  choice: [
    "< (?:deine|ihre|eure) (?:entscheidung|wahl)",
    `${TELL} (?:\\S+ ){0,3}?(?:welche\\S*|was (?:du|sie|dir|ihnen|ich)|wie (?:du|sie|ich|wir|es)|wofür|womit (?:ich|wir)|ob (?:ich|wir|a|du lieber|sie lieber|option)|deine ${GRANT}|ihre ${GRANT}|a oder b|1 oder 2)`,
    "(?:deine|ihre|eure) (?:entscheidung|wahl|sache)(?: \\S+){0,2} >",
    "(?:du|ihr) (?:entscheidest|hast die wahl|wählst|bist dran|entscheidet|musst (?:\\S+ ){0,5}?(?:entscheiden|wählen))",
    "(?:entscheiden|wählen) sie",
    "(?:die entscheidung|die wahl|das) (?:liegt|bleibt|überlasse ich|ist) (?:\\S+ )?(?:bei dir|bei ihnen|dir|ihnen|deine|ihre|dir überlassen)",
    "(?:wie|was) (?:du (?:möchtest|willst|magst)|sie (?:möchten|wollen)|es dir lieber ist) >",
    "< (?:bitte )?(?:wähle?|entscheide?|such|nimm) (?:dich |bitte |dir |eine|einen|zwischen|option|deine|aus|a oder|1|selbst)",
    `(?:<|bitte|einfach) (?:antworte|antworten sie|schreib|schreibe|schreiben sie|tippe|sag|sage)(?: einfach| bitte| kurz| mir)* (?:mit |auf )?(?:${YES}|a oder b|a b|1|diese|den|einem|einer)`,
    "(?:brauche|benötige|warte|erwarte|fehlt|offen) (?:\\S+ ){0,4}?(?:deine|ihre|eure|eine|deiner|ihrer|von dir|von ihnen) (?:\\S+ )?(?:entscheidung|wahl|antwort|auswahl|präferenz)",
    "(?:musst|müssen|müsstest) (?:du|sie) (?:\\S+ ){0,6}?(?:entscheiden|wählen|auswählen)",
    "(?:gib|geben sie|nenn|nenne) mir (?:eine |die |deine |ihre )?(?:nummer|zahl|buchstaben|antwort|auswahl|entscheidung|präferenz)",
  ],
  approval: [
    `${TELL} (?:ob|wenn|falls)(?! (?:du|sie|ihr) (?:\\S+ ){0,4}?(?:möchtest|willst|möchten|wollen|fragen|brauchst|brauchen|fehler|probleme|hilfe|wünschst)|(?: \\S+){0,3} noch)(?: \\S+){1,14}? (?:dann|und) ${GO} ich`,
    "(?:wenn|falls|sofern) (?:\\S+ ){0,2}?(?:das|dies|es|alles|der plan|dir|ihnen)(?: \\S+){0,4} (?:passt|recht ist|in ordnung ist|ok ist|okay ist|gefällt|zusagt|stimmt|gut klingt|gut aussieht)",
    "(?:wenn|falls|sofern) (?:du|sie|ihr) (?:\\S+ )?(?:einverstanden|zustimmst|zustimmen|keine einwände)",
    "solange (?:du|sie|ihr) (?:\\S+ ){0,4}?nicht (?:\\S+ ){0,2}?(?:bestätigt|zugestimmt|freigegeben|genehmigt|okay|ok)",
    `(?:warte|brauche|benötige|erwarte|ausstehend|nach|ohne|bis|mit|vorbehaltlich|sobald|erbitte|bitte um|wartend) (?:\\S+ ){0,3}?(?:deine|deiner|deinem|dein|ihre|ihrer|ihrem|ihr|eure|eurer|deinen) (?:\\S+ )?${GRANT}`,
    "(?:sobald|wenn|nachdem|falls|bevor|bis) (?:du|sie|ihr|das|der plan|es) (?:\\S+ ){0,6}?(?:zustimmst|zustimmen|freigibst|freigeben|freigegeben|bestätigst|bestätigen|bestätigt|einverstanden|okay gibst|ok gibst|grünes|absegnest|genehmigst|genehmigen|genehmigt|ok sagst|das ok)",
    "bitte (?:\\S+ ){0,4}?(?:bestätige|bestätigen|bestätig|freigeben|gib frei|genehmige|genehmigen|um freigabe|um bestätigung|um zustimmung|um dein ok|prüfe den plan|prüfen sie den plan|prüfe den entwurf)",
    "< (?:bestätige|bestätigen sie|bestätigst du)",
    "(?:gib|geben sie) (?:mir )?(?:\\S+ )?(?:grünes licht|freigabe|dein ok|ihr ok|das ok|ein ok|okay|das go|startzeichen)",
    `(?:sag|sage|schreib|antworte|sagen sie) (?:einfach |mir )?(?:mit )?(?:${YES})(?: \\S+){0,3} (?:und|um|wenn|dann|>)`,
    "(?:schau|sieh|lies|prüfe|prüf|prüfen sie|schauen sie) (?:\\S+ ){0,10}und (?:sag|gib|bestätige|gib mir|sagen sie|geben sie|lass)",
    "(?:nach|ohne|bis zur|vorbehaltlich) (?:deiner |ihrer |der )?(?:freigabe|zustimmung|bestätigung|genehmigung)(?: \\S+){0,3} (?:ich|beginne|lege|starte|mache|setze)",
    "(?:fange|beginne|mache|ändere|lösche|setze|starte|lege|fahre) (?:\\S+ ){0,8}(?:erst|nichts)(?: \\S+){0,6} (?:wenn|sobald|nach|bis) (?:du|sie|deiner|deinem|ihrer)",
    "(?:bereit|kann loslegen|starte|lege los) (?:\\S+ ){0,5}(?:wenn|sobald) (?:du|sie) (?:\\S+ ){0,3}(?:sagst|willst|bestätigst|sagen|bestätigen|okay|ok|freigibst)",
  ],
  input: [
    `bitte (?:\\S+ ){1,14}(?:und|dann) (?:dann )?${GO} ich`,
    `${TELL} (?:bescheid )?(?:wenn|sobald) (?:du|sie|ihr|das|es|der \\S+|die \\S+)(?: \\S+){0,8}? ${DONE}`,
    "bitte (?:\\S+ ){0,6}?(?:schick|schicke|schicken|sende|senden|teile|teilen|nenne|nennen|gib|geben|füge|fügen|poste|kopiere|stell|stelle|lade|laden|angeben|bereitstellen|schicken|mitteilen|hochladen|einfügen|sag|sagen) ?(?:mir|sie|hier|die|den|das|deine|ihre|einen|eine|bereit|mit|ein|hoch|an)?",
    "(?:schick|schicke|sende|zeig|zeige|gib|nenn|nenne|schicken sie|senden sie|zeigen sie|geben sie|nennen sie) (?:mir|uns) (?:\\S+ )?(?:den|die|das|deine|deinen|ihre|ihren|einen|eine|dein|was|bitte|die|hier)",
    "(?:füge?|kopiere?|poste|lade?) (?:\\S+ ){0,6}?(?:hier ein|hierher|hier|in den chat|hoch)",
    "(?:und|dann|<) (?:sag|sage|melde|gib|berichte|erzähl|schreib|schick|teile|sagen sie|melden sie|geben sie|berichten sie) (?:mir |dich |sie |mir dann |mir bitte )?(?:mit )?(?:bescheid|was|wie|welche\\S*|das ergebnis|die ausgabe|ob (?:es|der|die|das)|wann|wo|wer|sobald|>)",
    `${TELL} (?:was|wie|wann|wo|wer|sobald|wenn (?:du|sie|es|das)(?: \\S+){0,4} (?:fertig|hast|haben|läuft|erledigt|so weit)|das ergebnis|die ausgabe)`,
    "(?:brauche|bräuchte|benötige|fehlt mir|fehlen mir|mir fehlt|mir fehlen) (?:ich )?(?:noch |dazu |dafür |hier |von dir |von ihnen |bitte )*(?:(?:den|die|das|einen|eine|ein|deinen|deine|dein|ihren|ihre|ihr|zugriff|zugang|zugangsdaten) (?:\\S+ ){0,3}?(?:schlüssel|passwort|token|url|datei|pfad|zugangsdaten|link|zugriff|zugang|log|logs|id|name|namen|inhalt|screenshot|daten|api\\S*|ausgabe)|zugriff|zugang|zugangsdaten|mehr (?:informationen|infos|details|kontext)|von dir|von ihnen|deine hilfe|dass du)",
    "(?:sobald|wenn|nachdem) (?:du|sie|das|es) (?:\\S+ ){0,14}(?:mache ich|fahre ich|kann ich|sag|melde|gib|setze ich|prüfe ich|schaue ich|geht es|werde ich)",
    "(?:kann|könnte) ich (?:\\S+ ){0,8}(?:nicht|erst) (?:\\S+ ){0,5}(?:ohne|bevor|solange|bis|weiter ohne)",
  ],
  courtesy: [
    "(?:wenn|falls|sofern) (?:du|sie|ihr) (?:\\S+ ){0,6}?(?:möchtest|willst|möchten|wollen|magst|brauchst|brauchen|lieber|fragen|interesse|hast|haben|wünschst|wünschen|noch)",
    `(?:sag|gib|lass|melde|geben sie|lassen sie|sagen sie|melden sie) (?:\\S+ ){0,4}?(?:bescheid|wissen|dich|sich|einfach)? ?(?:wenn|falls)(?!(?: \\S+){1,9}? ${DONE} )`,
    "(?:bei|falls) (?:fragen|bedarf|interesse|gewünscht)",
    "auf wunsch",
    "gerne? (?:kann|auch|noch|jederzeit)",
    "(?:kann|könnte) ich (?:auch|gern|gerne|außerdem|noch)",
    "ich kann (?:auch|gern|gerne|außerdem)",
    "jederzeit",
  ],
  trouble: [
    "(?<!(?:sag mir|bescheid|ob|wissen) )(?:wenn|falls|sollte|sollten) (?:\\S+ ){0,6}?(?:weiterhin|bestehen|besteht|fehlschlägt|fehlschlagen|auftritt|auftreten|auftauchen|auftaucht|nicht (?:funktioniert|hilft|klappt|geht)|schiefgeht|immer noch|wieder|erneut|nochmal|scheitert|kaputt|falsch)",
    "(?:wenn|falls) (?:du|sie|ihr) (?:\\S+ ){0,3}?(?:fehler|problem|probleme|regressionen|auffälligkeiten|seltsames) (?:\\S+ )?(?:siehst|bemerkst|findest|sehen|bemerken|finden|hast|auffallen)",
    "bei (?:fehlern|problemen)",
  ],
  before: [
    `(?:sonst|ansonsten|andernfalls) ${GO} ich`,
    "(?:bevor|ehe) (?:ich|wir (?:\\S+ ){0,6}?(?:anfangen|beginnen|loslegen|weitermachen|fortfahren|umsetzen|starten))",
  ],
  or: ["oder"],
  another: ["< (?:etwas|was|jemand|ein\\S*) (?:ganz )?ander\\S+(?: \\S+){0,2} >"],
  sequel: ["< (?:dann|und|danach|anschließend|auch)"],
  unknown: [
    "(?:nicht|nichts|keinen|keine|kein) (?:\\S+ ){0,2}?(?:gefunden|finden|klar|eindeutig|sicher|erkennen|ersichtlich|dokumentiert|weiß|angegeben)",
    "weiß ich nicht",
    "ich weiß (?:es |das )?nicht",
    "unklar",
  ],
  answer: ["< (?:ja|nein|doch)(?! (?:oder|nein|wenn) )"],
  followUp: [
    "< (?:wenn|falls|sonst|andernfalls|ich (?:würde|empfehle|tendiere|schlage|kann|rate)|meine? (?:empfehlung|tendenz|vorschlag|präferenz)|empfehlung|persönlich|beide|standardmäßig|bis dahin|inzwischen|option|oder|dann|ansonsten)",
  ],
};
