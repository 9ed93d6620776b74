import type { Examples } from "./examples.ts";

export const italian: Examples = {
  awaiting: [
    "La cache è calda. Devo distribuirla anche sugli altri server?",
    "Due strade:\n\n- **SQLite**: un file\n- **Postgres**: scala meglio\n\nDimmi quale preferisci.",
    "Questo è il piano. Appena lo approvi, comincio dal parser.",
    "Senza credenziali non raggiungo il registro. Per favore, inviami il token di staging.",
    "Vuoi mantenere le vecchie opzioni? Io le lascerei come alias, perché alcuni script le usano.",
    "Esegui `make flash` con la scheda collegata e dimmi cosa fa il LED.",
    "Scegli un'opzione:\n\n1. Tenere\n2. Eliminare\n\nRispondi con il numero.",
    "È tutto pronto, ma non ho inviato nulla. Attendo la tua conferma.",
    "Quale faccio per prima?\n\n- rinominare\n- dividere",
    "Ho trovato tre candidati. Sul terzo la decisione spetta a te.",
    "Potresti caricare il log dell'esecuzione fallita? Quello nel ticket è troncato.",
    "La migrazione è finita. Apro una PR?",
    "Ti va bene così? Se sì, comincio subito.",
    "Mi serve la chiave API. Quando l'hai aggiunta, fammi sapere e proseguo.",
    "Per favore, conferma il piano prima che io tocchi la tabella.",
    "Rebase o merge?",
    "Ho due domande prima di procedere:\n1. La colonna può essere nulla?\n2. Qualcuno legge ancora la vecchia tabella?",
    "Ho due proposte. Fammi sapere come vuoi procedere.",
    "Come si chiama il bucket di produzione? Non l'ho trovato nel repo.",
    "Non cancello nulla finché non confermi.",
    "Riavvia il servizio e mandami l'output.",
    "Decidi tu: A o B.",
    "Mi dai il link del ticket?",
    "Dammi l'ok e faccio il commit.",
    "Passiamo al task 4?",
  ],
  settled: [
    "Tutti i 48 test passano e il ramo è stato inviato.",
    "Fatto. Fammi sapere se ti serve altro.",
    "Ho aggiornato la documentazione. Se vuoi, posso anche aggiungere un diagramma.",
    "Il bug è corretto. Posso aiutarti con qualcos'altro?",
    "Ciao! Su cosa vuoi lavorare oggi?",
    "Perché si bloccava? Il socket non veniva mai chiuso. Ora lo chiudo nel `finally`.",
    "Ho cambiato il titolo in «Vuoi davvero uscire?» e aggiornato gli snapshot.",
    "La CI è ancora in corso. Riferirò quando finisce.",
    "Tre agenti esplorano il codice in background; poi farò un riassunto.",
    "| Domanda | Risposta |\n| --- | --- |\n| Scala? | Sì |",
    "La query:\n\n```sql\nselect name from users where id = ?\n```",
    "### Cosa è cambiato?\n\n- Il parser legge a pezzi\n- Gli errori indicano la riga",
    "Non esitare a chiedere se qualcosa non è chiaro.",
    "Resto a disposizione. La compilazione ora richiede 40 secondi.",
    "L'utente sceglie un tema al primo avvio e la scelta viene salvata.",
    "Come funziona? Ogni worker prende un lease e lo rinnova ogni dieci secondi.",
    "Prego! Hai altre domande?",
    "La CLI ora chiede conferma prima di cancellare.",
    "Se il problema persiste, mandami i log.",
    "Ora puoi eseguire `npm start` e aprire la pagina.",
  ],
  alike: [
    // A wish whose object is not named.
    [
      "Il parser è pronto. Vuoi che sposti anche gli altri due file?",
      "Il parser è pronto. Vuoi cambiare o aggiungere qualcosa?",
    ],
    ["Vuoi che attivi la regola?", "Vuoi che guardi altre parti del codice?"],
    // A way to go beside a pleasantry.
    ["Procedo con il tag o vuoi cambiare qualcos'altro?", "Vuoi cambiare qualcos'altro o hai altre domande?"],
    ["Ti serve altro o devo fare il merge?", "Vuoi modificare qualcosa o aggiungere altri dettagli?"],
    // A condition before what it asks for.
    ["Ricarica la pagina e dimmi se il banner è sparito.", "Se il banner compare ancora, mandami uno screenshot."],
    // A condition before a list, or in the sentence before.
    [
      "Per trovare la causa:\n- riavvia il worker\n- mandami l'output di `worker --debug`",
      "Se il worker si blocca ancora:\n- riavvialo\n- mandami l'output di `worker --debug`",
    ],
    // An answer that the next step waits for.
    ["Fammi sapere se lo schema va bene e comincio il capitolo due.", "Fammi sapere se vuoi anche un diagramma."],
    ["Avvisami quando l'hai letto e continuo con i test.", "Fammi sapere se hai domande."],
    // What happens unless somebody says something.
    [
      "Fammi sapere se vuoi modifiche, altrimenti procedo con il passo due.",
      "Fammi sapere se vuoi modifiche, altrimenti è tutto pronto.",
    ],
    // A way that is none of those named.
    ["Devo usare Postgres, SQLite o qualcos'altro?", "Vuoi cambiare qualcosa o qualcos'altro?"],
    // What is said to be a question, and what is asked for so that the speaker can go on.
    [
      "Domanda: il limite di 5 MB è fisso?\n\nTutto il resto è fatto.",
      "Il limite di 5 MB è fisso.\n\nTutto il resto è fatto.",
    ],
    ["Per favore completa i valori in `.env` e continuo.", "I valori in `.env` li completa la CI."],
  ],
};
