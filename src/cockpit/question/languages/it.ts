import { near, type Signs } from "./language.ts";

const GRANT =
  "(?:approvazione|conferma|decisione|risposta|scelta|preferenza|opinione|ok|permesso|autorizzazione|istruzioni|indicazioni|feedback|riscontro|via libera|revisione|parere|benestare|consenso)";
const YES = "(?:sì|si|no|ok|vai|procedi|va bene|continua|approvato|confermo|il numero|la lettera|un numero)";
const TELL =
  "(?:dimmi|mi dica|fammi sapere|mi faccia sapere|fatemi sapere|indicami|indica|mi indichi|avvisami|confermami|specifica|comunicami|chiariscimi)";
const WISH =
  "(?:vuoi|vuole|volete|vorresti|vorrebbe|desideri|desidera|ti piacerebbe|ti serve|serve|hai bisogno|posso|devo)";
/** An object that is not named. */
const SOME =
  "(?:qualcosa(?! (?:del genere|di simile|di così|come))|qualcos'altro|nient'altro|qualche (?:altr[ao] )?(?:cosa|parte|dettaglio|modifica|punto|aspetto|sezione|aggiunta|ritocco|file)|(?<!(?:le|gli|queste|questi) )altr[aei] (?:part[ei]|dettagl\\S+|modific\\S+|punti|aspetti|sezioni|cose|file|aree|ritocchi|funzioni)|(?:più|maggiori|ulteriori) (?:dettagli|informazioni|esempi|modifiche))";
const GO =
  "(?:comincio|comincerò|inizio|inizierò|continuo|continuerò|proseguo|proseguirò|procedo|procederò|parto|riprendo|implemento|applico|lancio|faccio partire|passo|passiamo|partiamo|procediamo|iniziamo)";

/** Behind an "if": not what the person may want or come upon. */
const OPEN = "(?! (?:vuoi|vuole|hai|ha|ti|le|preferisci|c'è|ci sono|noti|vedi|trovi|serve|qualcosa))";
const STEP =
  "(?:procedo|continuo|proseguo|scrivo|aggiungo|correggo|sposto|genero|preparo|eseguo|provo|pubblico|unisco|vado avanti|comincio|inizio|lo faccio|applico|implemento|faccio il commit|procediamo|continuiamo|proseguiamo|partiamo|cominciamo|elimino|creo)";

export const italian: Signs = {
  cue: "[ìò]| (?:per favore|il|lo|gli|che|una|del|della|di|è|sono|anche|quale|come|posso|vuoi|devo|tuo|tua|se|un|non|dimmi|scegli|attendo|più|già|procedo|hai|domande|altre|la|ho|mi|ti|fatto|prego|tutto|mi|serve|puoi|spetta|sul|ci|procedere|decidi|nulla) |l'",
  spaced: true,
  proposal: [
    "(?:vuoi|vuole|volete|preferisci|preferisce|preferite|desideri|desidera|vorresti|vorrebbe|ti piacerebbe) (?:che|la|il|lo|un|una|procedere|provare|mantenere|fare|usare|includere|aggiungere|continuare|iniziare|lasciare|vedere|tenere|rivedere|questo|così|partire)",
    "(?:posso|possiamo|devo|dovrei|dovremmo|dobbiamo) (?:\\S+ ){0,2}?\\S+(?:are|ere|ire|arlo|erlo|irlo|arla|erla|irla|arli|erli|rre|rlo|rla)",
    STEP,
    "(?:sei|è) d'accordo",
    "(?:ti|le|vi) (?:va bene|sembra|pare|torna|convince|va|sta bene)",
    "(?:va bene|ok|tutto ok|tutto bene) (?:così|se|per te|procedere|questo)",
    "(?:quale|quali|cosa|che) (?:delle|dei|tra|preferisci|preferisce|opzione|approccio|strada|alternativa|versione|variante|scegli|usiamo|uso|vuoi che|è la tua|ne pensi|ne pensa|ne dici|devo|dovrei)",
    "come (?:vuoi|vuole|preferisci|preferisce|desideri|procedo|procediamo|dovrei|dovremmo|devo|vorresti)",
    "(?:puoi|potresti|può|potrebbe|mi puoi|mi potresti|riesci a) (?:\\S+ )?(?:confermar\\S*|condivider\\S*|inviar\\S*|mandar\\S*|dir\\S*|indicar\\S*|provar\\S*|eseguir\\S*|verificar\\S*|fornir\\S*|incollar\\S*|chiarir\\S*|passar\\S*|controllar\\S*|dar\\S*|caricar\\S*)",
    "< (?:d'accordo|ok|va bene|corretto|giusto|obiezioni|preferenze|procedo|continuo|ti torna|che ne dici|che ne pensi|confermi) >",
    "(?:confermi|approvi)",
  ],
  person: [
    "< (?:una |un'ultima )?domand[ae]",
    "tu",
    "ti",
    "te",
    "tuo",
    "tua",
    "tuoi",
    "tue",
    "lei",
    "vi",
    "hai",
    "ha",
    "sai",
    "vuoi",
    "vuole",
    "preferisci",
    "puoi",
    "potresti",
    "può",
    "potrebbe",
    "devo",
    "dovrei",
    "posso",
    "facciamo",
    "faccio",
    STEP,
    "quale",
    "quali",
    "intendi",
    "usi",
    "vedi",
    "esiste",
    "c'è",
  ],
  pleasantry: [
    ...near(WISH, SOME),
    "(?:spiegh?i|spiegare|spieghi|approfondi(?:sca|re)|chiari(?:sca|re)|esplor(?:i|are))(?: \\S+){0,5} (?:più|qualche|qualcosa|dettaglio|dettagli)",
    "(?:qualcos'altro|qualcosa d'altro|altro che|nient'altro|cos'altro|c'è altro|serve altro|altro)",
    "(?:hai|ha|avete|ci sono) (?:altre |delle |qualche )?(?:domande|dubbi|domanda|dubbio|altre richieste|altre modifiche)",
    "(?:altre|ulteriori) (?:domande|modifiche|richieste)",
    "(?:come|in cosa|in che modo|in che cosa) (?:posso|ti posso|le posso)(?: \\S+){0,3} ?(?:aiutarti|aiutarla|aiutare|esserti utile|aiutarvi)",
    "(?:come|in cosa) (?:posso aiutarti|posso aiutarla|posso esserti|posso essere|ti aiuto)",
    "(?:su )?(?:che )?cosa (?:vuoi|vuole|vorresti|vorrebbe|desideri|ti piacerebbe|ti serve)(?: che)? (?:fare|facciamo|faccia|lavorare|costruire|vedere|affrontare|esplorare)(?: \\S+){0,4} >",
    "su cosa (?:vuoi|vorresti|lavoriamo|ti piacerebbe)(?: \\S+){0,4} >",
    "(?:cosa facciamo|che facciamo|qual è il prossimo passo|e adesso|e ora) ?(?:ora|adesso|oggi)? >",
    "(?:ti|le) (?:è|è stato) (?:utile|d'aiuto)",
    "(?:hai|ha) bisogno (?:di )?(?:altro|aiuto|qualcosa)(?: \\S+)? >",
  ],
  explanation: [
    "< (?:e |ma |quindi )?(?:perché|come mai|(?:che )?cosa (?:è|sono|era|succede|succedeva|è successo|è cambiato|cambia|significa|fa|ho fatto|manca)|cos'è|cos'era|come (?:funziona|si|era|è)|quando|dov'è|a cosa serve)",
  ],
  choice: [
    `${TELL} (?:\\S+ ){0,2}?(?:quale|quali|(?:che )?cosa (?:preferisci|preferisce|vuoi|vuole|decidi|ne pensi|scegli)|che (?:opzione|strada)|come (?:vuoi|preferisci|preferisce|procedere|procedo|devo|vuole)|da dove|la tua ${GRANT}|la sua ${GRANT}|a o b|1 o 2|se (?:(?:preferisci|preferisce)(?=(?: \\S+){1,12}? o )|procedo|posso|devo|continuo|approvi|sei d'accordo|va bene))`,
    "(?:è |la decisione è |la scelta è |a te la )?(?:tua|sua) (?:decisione|scelta|la scelta|la decisione) >",
    "(?:la scelta|la decisione) (?:è|spetta|sta|resta) (?:tua|sua|a te|a lei|a voi)",
    "(?:a te|a lei) (?:la scelta|la decisione|scegliere|decidere)",
    "(?:decidi|scegli) (?:tu|pure)",
    "(?:decida|scelga) (?:lei|pure)",
    "come (?:preferisci|preferisce) >",
    "(?:devi|deve|dovresti|bisogna) (?:scegliere|decidere)",
    "< (?:per favore )?(?:scegli|scelga|seleziona|selezioni) (?:una|un|uno|tra|fra|l'opzione|quale|la tua|quella|quello|a o|1)",
    `(?:<|per favore|basta|semplicemente) (?:rispondi|risponda|rispondere|scrivi|scriva|rispondimi) (?:con |solo |a )?(?:un |una |il |la )?(?:${YES}|a o b|a b|1|queste|alle|numero)`,
    "(?:ho bisogno|serve|mi serve|occorre|attendo|aspetto|in attesa) (?:che (?:tu )?(?:decida|scelga|definisca)|(?:di )?una (?:tua )?decisione|(?:del)?la tua (?:decisione|scelta|risposta|preferenza))",
    "(?:dammi|mi dia) (?:un |una |il |la |la tua )?(?:numero|lettera|risposta|scelta|opinione|preferenza|decisione)",
  ],
  approval: [
    `${TELL} se${OPEN}(?: \\S+){1,14}? (?:e|così|allora) (?:io )?${GO}`,
    "se (?:per (?:te|lei|voi) |ti |le |vi |tutto )*(?:va|torna|convince|sta) (?:bene|tutto|>|\\S+o)",
    "se (?:sei|è|siete) d'accordo",
    "se non (?:hai|ha|ci sono) (?:obiezioni|nulla in contrario)",
    `(?:attendo|aspetto|in attesa|resto in attesa|rimango in attesa|mi serve|serve|ho bisogno|attendendo|aspettando|senza|con|dopo|fino|previa|soggetto|richiede) (?:di |del |della |delle |dell |ricevere |al |alla |avere )?(?:un |una |il |la |le |i )?(?:tuo|tua|tue|suo|sua|sue|vostra|vostro) (?:\\S+ )?${GRANT}`,
    "(?:quando|una volta|non appena|appena|dopo che|se|finché|prima che) (?:tu |lo |la |mi |avrai |hai |non )?(?:approvi|approvato|approverai|confermi|confermato|confermerai|autorizzi|avrai approvato|mi dai|mi darai|dai l'ok|dai il via|sei d'accordo|approvata|convalidi)",
    "(?:per favore|ti prego di|si prega di|ti chiedo di) (?:conferma\\S*|confermi|approva\\S*|approvi|autorizza|valida|rivedi il piano|rivedi la proposta)",
    "< (?:conferma|confermami|confermi|approva|approvi) (?:che|se|e|per|la|il|lo|per favore|>)",
    "(?:dammi|mi dai|mi dia|dare) (?:il |l'|la |la tua |un )?(?:ok|via libera|via|approvazione|conferma|permesso)",
    "dammi l'(?:ok|approvazione|autorizzazione)",
    `(?:di|dimmi|scrivi|rispondi) (?:${YES})(?: \\S+){0,2} (?:e|per|se|>)`,
    "(?:rivedi|controlla|esamina|leggi) (?:\\S+ ){0,8}e (?:dimmi|conferma|fammi sapere|approva|approvalo)",
    "(?:dopo|previa|con|in attesa della|in attesa di) (?:la )?(?:tua )?(?:approvazione|conferma)",
    "non (?:procedo|procederò|farò|toccherò|inizio|inizierò|applico|ho) (?:\\S+ ){1,8}(?:finché|senza|fino)",
    "(?:pronto|pronta) (?:a|per) (?:\\S+ ){1,6}(?:quando|appena|non appena) (?:vuoi|mi|tu|dai|confermi|approvi|lo)",
  ],
  input: [
    `per favore (?:\\S+ ){1,14}e ${GO}`,
    `(?:e|poi) ${TELL} se${OPEN}`,
    "(?:per favore|per cortesia|cortesemente) (?:\\S+ )?(?:condividi|inviami|invia|mandami|manda|incolla|forniscimi|fornisci|indica|indicami|dimmi|passami|carica|allega|specifica|chiarisci|condivida|invii|fornisca|esegui (?:\\S+ ){1,12}e)",
    "(?:<|e|poi|quindi|o) (?:mandami|inviami|passami|condividi|mostrami|incollami|dammi|forniscimi|incolla|mi mandi|mi invii) (?:il|la|lo|i|gli|le|l'\\S+|tuo|un|una|qui|qual|cosa|quello)",
    "(?:e|poi|quindi|<) (?:dimmi|fammi sapere|raccontami|riferiscimi|avvisami|mi dica|mi faccia sapere) (?:(?:che )?cosa|come|quale|quali|il risultato|l'esito|l'output|se (?:funziona|compare|appare|vedi|continua|dà|fallisce)|quando|dove|chi|appena|>)",
    `${TELL} (?:(?:che )?cosa|come|quando|appena|dove|chi|il risultato|non appena|l'esito)`,
    "(?:ho bisogno|mi serve|mi servono|serve|servono|mi occorre|mi manca|mi mancano|avrei bisogno|necessito) (?:che (?:tu )?(?:mi|esegua|provi|riavvii|condivida|invii|faccia|confermi|apra|installi|configuri)|(?:di |del |della |dei |delle |dell')?(?:il |la |lo |i |le |un |una |tuo |tua |tue )?(?:\\S+ ){0,3}?(?:chiave|password|token|url|file|percorso|credenziali|link|accesso|log|id|nome|contenuto|schermata|screenshot|dati|api|l'url|l'accesso|l'id)|(?:di )?(?:più|maggiori|altre) (?:informazioni|dati|dettagli|contesto)|(?:di )?sapere)",
    "(?:quando|una volta|non appena|appena|dopo che|dopo aver) (?:lo |la |li |le |hai |avrai |che )?(?:hai|avrai|fatto|inviato|eseguito|riavviato|condiviso|finito|terminato|completato|configurato|aggiunto|installato|pronto|mi mandi|mi dai)(?: \\S+){0,14} (?:dimmi|avvisami|fammi sapere|continuo|continuerò|proseguo|proseguirò|procedo|procederò|potrò|posso)",
    "non (?:posso|riesco a) (?:\\S+ ){1,8}(?:senza|finché|fino a)",
  ],
  courtesy: [
    "se (?:vuoi|vuole|volete|desideri|desidera|ti serve|hai bisogno|preferisci|ti interessa|ti va|hai|ha|dovessi|serve|ti è utile|c'è)",
    "(?:fammi sapere|dimmi|mi faccia sapere|fatemi sapere|non esitare|avvisami) (?:se|a)",
    "quando (?:vuoi|vuole)",
    "(?:sono|resto|rimango) (?:qui|a disposizione|a tua disposizione)",
    "posso anche",
    "volentieri",
  ],
  trouble: [
    "(?<!(?:dimmi|sapere|vedere|controlla|verifica|vedi|conferma) )(?:se|qualora) (?:\\S+ ){0,6}?(?:persiste|persistono|fallisce|falliscono|non funziona|non funzionano|va storto|ancora|di nuovo|si ripresenta|si ripete|ricompare|ritorna|non tornano|dovesse)",
    "se (?:\\S+ )?(?:vedi|noti|trovi|incontri|compare|compaiono|ci sono) (?:\\S+ ){0,3}?(?:errore|errori|problema|problemi|strano|anomalie)",
    "in caso di (?:errore|errori|problemi)",
  ],
  before: [
    `altrimenti ${GO}`,
    "prima (?:che (?:io )?(?:cominci|inizi|proceda|continui|faccia|applichi|implementi|tocchi|cancelli|committi)|di (?:cominciare|iniziare|procedere|continuare|applicare|implementare|toccare|cancellare|fare|passare|committare|unire))",
  ],
  or: ["(?:o|oppure)"],
  another: ["< (?:qualcos'altro|qualcosa di diverso|altro|un altr[oa](?: \\S+)?|un'altra(?: \\S+)?|nessun[oa]) >"],
  sequel: ["< (?:e|poi|quindi|dopo|anche)"],
  unknown: [
    "non (?:l'ho |lo |la |li |le |ho |riesco )?(?:trovato|trovo|so|vedo|è chiaro|compare|riesco|capito|risulta|ho)",
  ],
  answer: ["< (?:sì|no)(?! (?:o|no|se|lo|la|me|hay|he|sé|está|pude|encontré|veo) )"],
  followUp: [
    "< (?:se|altrimenti|in caso|io|la mia (?:raccomandazione|preferenza|proposta)|il mio (?:consiglio|suggerimento)|consiglio|consiglierei|suggerisco|raccomando|personalmente|entrambe|posso|di default|nel frattempo|opzione|oppure|così|o)",
  ],
};
