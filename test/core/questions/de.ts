import type { Examples } from "./examples.ts";

export const german: Examples = {
  awaiting: [
    "Der Cache ist jetzt warm. Soll ich ihn auch auf den anderen Rechnern ausrollen?",
    "Zwei Wege:\n\n- **SQLite**: eine Datei\n- **Postgres**: skaliert besser\n\nSag mir, welchen du bevorzugst.",
    "Das ist der Plan. Sobald du ihn freigibst, fange ich mit dem Parser an.",
    "Ohne Zugangsdaten komme ich nicht an die Registry. Bitte schick mir das Token für Staging.",
    "Möchtest du die alten Schalter behalten? Ich würde sie als Alias lassen, weil Skripte sie nutzen.",
    "Führe `make flash` mit angeschlossenem Board aus und sag mir, was die LED macht.",
    "Wähle eine Option:\n\n1. Behalten\n2. Löschen\n\nAntworte mit der Nummer.",
    "Alles ist vorbereitet, aber nichts gepusht. Ich warte auf deine Freigabe.",
    "Welche Variante soll ich nehmen?\n\n- schnell\n- gründlich",
    "Drei Kandidaten habe ich gefunden. Was wir mit dem dritten machen, ist deine Entscheidung.",
    "Könntest du das Protokoll des fehlgeschlagenen Laufs hochladen? Das im Ticket ist abgeschnitten.",
    "Die Migration ist fertig. Soll ich einen PR öffnen?",
    "Passt das so? Dann lege ich los.",
    "Mir fehlt noch der API-Schlüssel. Sobald du ihn eingetragen hast, gib mir Bescheid.",
    "Bitte bestätige den Plan, bevor ich die Tabelle ändere.",
    "Rebase oder Merge?",
    "Ich brauche noch zwei Antworten von dir:\n1. Darf die Spalte leer sein?\n2. Liest noch jemand die alte Tabelle?",
    "Ich habe zwei Vorschläge. Lass mich wissen, wie du weitermachen willst.",
    "Wie heißt der Bucket in Produktion? Im Repo habe ich ihn nicht gefunden.",
    "Klingt das gut? Falls ja, fange ich mit Schritt 1 an.",
    "Ich lösche nichts, bevor du zustimmst.",
    "Starte den Dienst bitte neu und schick mir dann die Ausgabe.",
    "Deine Entscheidung: A oder B.",
    "Kannst du mir den Link zum Ticket geben?",
    "Gib mir bitte ein kurzes OK, dann committe ich.",
  ],
  settled: [
    "Alle 48 Tests laufen durch, der Branch ist gepusht.",
    "Fertig. Sag Bescheid, wenn du noch etwas brauchst.",
    "Die Doku ist aktualisiert. Wenn du möchtest, kann ich auch ein Diagramm ergänzen.",
    "Der Fehler ist behoben. Kann ich sonst noch etwas für dich tun?",
    "Hallo! Woran möchtest du heute arbeiten?",
    "Warum hing es? Der Socket wurde nie geschlossen. Jetzt schließe ich ihn im `finally`.",
    "Der Titel des Dialogs heißt jetzt „Möchtest du wirklich gehen?“ und die Snapshots stimmen.",
    "Die CI läuft noch. Ich melde mich, wenn sie fertig ist.",
    "Drei Agenten durchsuchen den Code im Hintergrund; danach fasse ich zusammen.",
    "| Frage | Antwort |\n| --- | --- |\n| Skaliert es? | Ja |",
    "Die Abfrage:\n\n```sql\nselect name from users where id = ?\n```",
    "### Was wurde geändert?\n\n- Der Parser liest nun stückweise\n- Fehler nennen die Zeile",
    "Bei Fragen melde dich gern.",
    "Ich kann auch gern die Details erklären. Der Build dauert jetzt 40 statt 90 Sekunden.",
    "Der Benutzer wählt beim ersten Start ein Thema, und die Wahl wird gespeichert.",
    "Wie funktioniert es? Jeder Worker nimmt ein Lease und erneuert es alle zehn Sekunden.",
    "Gern geschehen! Noch Fragen?",
    "Wenn das Problem weiterhin besteht, schick mir die Logs.",
    "Der Server wartet auf deine Antwort im Protokoll nur 30 Sekunden.",
    "Die CLI fragt jetzt vor dem Löschen nach einer Bestätigung.",
    "Viel Erfolg mit der Demo!",
  ],
  alike: [
    // A wish whose object is not named.
    [
      "Der Parser steht. Soll ich die anderen zwei Dateien auch verschieben?",
      "Der Parser steht. Möchtest du noch etwas ändern oder ergänzen?",
    ],
    ["Willst du die Warnung als Fehler behandeln?", "Soll ich mir weitere Teile des Codes ansehen?"],
    // A way to go beside a pleasantry.
    [
      "Soll ich das Release taggen, oder möchtest du noch etwas ändern?",
      "Möchtest du noch etwas ändern, oder hast du weitere Fragen?",
    ],
    ["Hast du noch Fragen, oder kann ich loslegen?", "Brauchst du sonst noch etwas oder hast du andere Wünsche?"],
    // A condition before what it asks for.
    [
      "Lade die Seite neu und sag mir, ob das Banner weg ist.",
      "Falls das Banner immer noch erscheint, schick mir bitte einen Screenshot.",
    ],
    // A condition before a list, or in the sentence before.
    [
      "Für die Ursache brauche ich zwei Dinge:\n- starte den Worker neu\n- schick mir die Ausgabe von `worker --debug`",
      "Wenn der Worker wieder hängt:\n- starte ihn neu\n- schick mir die Ausgabe von `worker --debug`",
    ],
    // An answer that the next step waits for.
    [
      "Sag mir Bescheid, ob der Entwurf passt, dann fange ich mit Kapitel zwei an.",
      "Sag Bescheid, wenn du Fragen hast.",
    ],
    [
      "Gib Bescheid, sobald du ihn gelesen hast, dann mache ich weiter.",
      "Lass mich wissen, wenn du auch ein Diagramm möchtest.",
    ],
    // What happens unless somebody says something.
    [
      "Sag Bescheid, wenn du etwas ändern willst. Sonst mache ich mit Schritt 2 weiter.",
      "Sag Bescheid, wenn du etwas ändern willst. Sonst ist nichts offen.",
    ],
    // A way that is none of those named.
    [
      "Soll ich Postgres, SQLite oder etwas anderes nehmen?",
      "Möchtest du das Layout anpassen oder noch etwas anderes ergänzen?",
    ],
    // What is said to be a question, and what is asked for so that the speaker can go on.
    [
      "Frage: ist das Limit von 5 MB fest?\n\nAlles andere ist drin.",
      "Das Limit von 5 MB ist fest.\n\nAlles andere ist drin.",
    ],
    [
      "Bitte ergänze die drei Werte in `.env`, dann mache ich weiter.",
      "Die drei Werte in `.env` ergänzt die CI, dann läuft der Rest von selbst.",
    ],
    // More conditions, and requests without one.
    [
      "Führ die Abfrage aus und füg das Ergebnis hier ein.",
      "Die Abfrage läuft nachts und fügt das Ergebnis in die Tabelle ein.",
    ],
  ],
};
