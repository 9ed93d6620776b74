import type { Examples } from "./examples.ts";

export const czech: Examples = {
  awaiting: [
    "Cache je zahřátá. Mám ji nasadit i na ostatní servery?",
    "Jsou dvě cesty:\n\n- **SQLite**: jeden soubor\n- **Postgres**: lépe škáluje\n\nŘekni mi, kterou preferuješ.",
    "Tohle je plán. Jakmile ho schválíš, začnu parserem.",
    "Bez přihlašovacích údajů se do registru nedostanu. Prosím, pošli mi token pro staging.",
    "Chceš zachovat staré přepínače? Já bych je nechal jako aliasy, protože je používají skripty.",
    "Spusť `make flash` s připojenou deskou a napiš mi, co dělá LED.",
    "Vyber možnost:\n\n1. Zachovat\n2. Smazat\n\nOdpověz číslem.",
    "Vše je připravené, ale nic není odesláno. Čekám na tvé potvrzení.",
    "Kterou z nich mám udělat první?\n\n- přejmenovat\n- rozdělit",
    "Našel jsem tři kandidáty. U třetího je to na tobě.",
    "Mohl bys nahrát log neúspěšného běhu? Ten v ticketu je oříznutý.",
    "Migrace je hotová. Mám otevřít PR?",
    "Vyhovuje ti to takto? Pokud ano, začnu.",
    "Potřebuji klíč k API. Až ho přidáš do `.env`, dej mi vědět a budu pokračovat.",
    "Prosím, potvrď plán, než sáhnu na tabulku.",
    "Rebase, nebo merge?",
    "Před začátkem mám dvě otázky:\n1. Může být sloupec prázdný?\n2. Čte ještě někdo starou tabulku?",
    "Mám dva návrhy. Dej mi vědět, jak chceš pokračovat.",
    "Jak se jmenuje produkční bucket? V repozitáři jsem ho nenašel.",
    "Nic nesmažu, dokud to nepotvrdíš.",
    "Restartuj službu a pošli mi výstup.",
    "Rozhodni ty: A nebo B.",
    "Můžeš mi dát odkaz na ticket?",
    "Dej mi OK a commitnu to.",
    "Přejdeme na úkol 4?",
  ],
  settled: [
    "Všech 48 testů prošlo a větev je odeslaná.",
    "Hotovo. Dej vědět, pokud budeš ještě něco potřebovat.",
    "Dokumentace je aktuální. Pokud chceš, mohu také přidat diagram.",
    "Chyba je opravená. Mohu ti ještě s něčím pomoci?",
    "Ahoj! Na čem chceš dnes pracovat?",
    "Proč to viselo? Soket se nikdy nezavřel. Teď ho zavírám ve `finally`.",
    "Titulek dialogu je teď „Opravdu chcete odejít?“ a snímky jsou aktualizované.",
    "CI ještě běží. Ozvu se, až skončí.",
    "Tři agenti procházejí kód na pozadí; potom to shrnu.",
    "| Otázka | Odpověď |\n| --- | --- |\n| Škáluje to? | Ano |",
    "Dotaz:\n\n```sql\nselect name from users where id = ?\n```",
    "### Co se změnilo?\n\n- Parser čte po částech\n- Chyby uvádějí řádek",
    "Neváhej se zeptat, pokud něco není jasné.",
    "Rád pomohu i s dalšími kroky. Sestavení teď trvá 40 sekund.",
    "Uživatel si při prvním spuštění vybere motiv a volba se uloží.",
    "Jak to funguje? Každý worker si vezme pronájem a každých deset sekund ho obnoví.",
    "Není zač! Máš ještě nějaké otázky?",
    "CLI se teď před smazáním ptá na potvrzení.",
    "Pokud problém přetrvá, pošli mi logy.",
    "Teď můžeš spustit `npm start` a otevřít stránku.",
  ],
  alike: [
    // A wish whose object is not named.
    ["Parser je hotový. Mám přesunout i ty dva další soubory?", "Parser je hotový. Chceš něco změnit nebo doplnit?"],
    ["Chceš to pravidlo zapnout?", "Chcete, abych se podíval na další části kódu?"],
    // A way to go beside a pleasantry.
    ["Mám vytvořit tag, nebo chceš ještě něco změnit?", "Chceš ještě něco změnit, nebo máš další otázky?"],
    ["Potřebuješ ještě něco, nebo mám větev sloučit?", "Chceš něco upravit nebo přidat další detaily?"],
    // A condition before what it asks for.
    ["Obnov stránku a napiš mi, jestli banner zmizel.", "Pokud se banner pořád objevuje, pošli mi snímek obrazovky."],
    // A condition before a list, or in the sentence before.
    [
      "Abych našel příčinu:\n- restartuj worker\n- pošli mi výstup `worker --debug`",
      "Pokud se worker znovu zasekne:\n- restartuj ho\n- pošli mi výstup `worker --debug`",
    ],
    // An answer that the next step waits for.
    ["Dej mi vědět, jestli osnova sedí, a začnu druhou kapitolu.", "Dej mi vědět, pokud chceš i diagram."],
    ["Dej mi vědět, až to přečteš, a budu pokračovat s testy.", "Dej vědět, kdybys měl otázky."],
    // What happens unless somebody says something.
    ["Dej vědět, pokud chceš změny, jinak začnu druhým krokem.", "Dej vědět, pokud chceš změny, jinak je vše hotové."],
    // A way that is none of those named.
    ["Mám použít Postgres, SQLite nebo něco jiného?", "Chceš něco upravit nebo něco jiného?"],
    // What is said to be a question, and what is asked for so that the speaker can go on.
    ["Otázka: je limit 5 MB pevný?\n\nVše ostatní je hotové.", "Limit 5 MB je pevný.\n\nVše ostatní je hotové."],
    ["Prosím doplň hodnoty do `.env` a budu pokračovat.", "Hodnoty do `.env` doplní CI."],
  ],
};
