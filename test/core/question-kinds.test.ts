import { describe, expect, it } from "vitest";
import { judge } from "../../src/cockpit/question/question.ts";

/** What looks alike and is not, in each language: the first of a row waits for a person, the second does not. */
const kinds: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  "a wish whose object is not named": [
    [
      "en",
      "The parser is done. Want me to add a test for the last branch?",
      "The parser is done. Want to tweak or extend something?",
    ],
    ["en", "Do you want the other two files moved too?", "Would you like me to go through any other files?"],
    [
      "de",
      "Der Parser steht. Soll ich die anderen zwei Dateien auch verschieben?",
      "Der Parser steht. Möchtest du noch etwas ändern oder ergänzen?",
    ],
    ["de", "Willst du die Warnung als Fehler behandeln?", "Soll ich mir weitere Teile des Codes ansehen?"],
    [
      "es",
      "Listo el parser. ¿Quieres que mueva también los otros dos archivos?",
      "Listo el parser. ¿Quieres ajustar o añadir algo?",
    ],
    ["es", "¿Quieres que active la regla?", "¿Quieres que mire otras partes del código?"],
    [
      "fr",
      "Le parseur est prêt. Veux-tu que je déplace aussi les deux autres fichiers ?",
      "Le parseur est prêt. Veux-tu changer ou ajouter quelque chose ?",
    ],
    ["fr", "Veux-tu garder l'ancien nom ?", "Souhaitez-vous que j'examine d'autres aspects ?"],
    [
      "it",
      "Il parser è pronto. Vuoi che sposti anche gli altri due file?",
      "Il parser è pronto. Vuoi cambiare o aggiungere qualcosa?",
    ],
    ["it", "Vuoi che attivi la regola?", "Vuoi che guardi altre parti del codice?"],
    [
      "pt",
      "O parser está pronto. Quer que eu mova também os outros dois arquivos?",
      "O parser está pronto. Quer mudar ou acrescentar algo?",
    ],
    ["pt", "Quer que eu ative a regra?", "Gostaria que eu olhasse outras partes do código?"],
    ["ru", "Парсер готов. Перенести и два других файла?", "Парсер готов. Хотите что-нибудь изменить или добавить?"],
    ["ru", "Хотите включить это правило?", "Хотите, чтобы я посмотрел другие части кода?"],
    [
      "cs",
      "Parser je hotový. Mám přesunout i ty dva další soubory?",
      "Parser je hotový. Chceš něco změnit nebo doplnit?",
    ],
    ["cs", "Chceš to pravidlo zapnout?", "Chcete, abych se podíval na další části kódu?"],
    [
      "ja",
      "パーサーが完成しました。残りの二つのファイルも移動しますか？",
      "パーサーが完成しました。ほかに変更したい点はありますか？",
    ],
    ["ja", "この規則を有効にしますか？", "他の部分も見てみましょうか？"],
    ["zh", "解析器写好了。要把另外两个文件也移过去吗？", "解析器写好了。还想调整或补充点什么吗？"],
    ["zh", "配置里没有任何默认值，要我加上吗？", "需要我看看其他部分的代码吗？"],
  ],
  "a way to go beside a pleasantry": [
    [
      "en",
      "Shall I tag the release, or is there anything else you'd like changed?",
      "Is there anything else you'd like, or any part I should explain?",
    ],
    ["en", "Anything else, or should I merge it?", "Would you like to change something or add another feature?"],
    [
      "de",
      "Soll ich das Release taggen, oder möchtest du noch etwas ändern?",
      "Möchtest du noch etwas ändern, oder hast du weitere Fragen?",
    ],
    ["de", "Hast du noch Fragen, oder kann ich loslegen?", "Brauchst du sonst noch etwas oder hast du andere Wünsche?"],
    ["es", "¿Creo la etiqueta o quieres cambiar algo más?", "¿Quieres cambiar algo más o tienes alguna otra duda?"],
    ["es", "¿Necesitas algo más o procedo con el despliegue?", "¿Quieres ajustar algo o añadir algún otro detalle?"],
    [
      "fr",
      "Dois-je créer le tag, ou veux-tu changer autre chose ?",
      "Veux-tu changer autre chose, ou as-tu d'autres questions ?",
    ],
    [
      "fr",
      "Besoin d'autre chose, ou dois-je fusionner ?",
      "Veux-tu ajuster quelque chose ou ajouter d'autres détails ?",
    ],
    ["it", "Procedo con il tag o vuoi cambiare qualcos'altro?", "Vuoi cambiare qualcos'altro o hai altre domande?"],
    ["it", "Ti serve altro o devo fare il merge?", "Vuoi modificare qualcosa o aggiungere altri dettagli?"],
    [
      "pt",
      "Devo criar a tag ou quer mudar mais alguma coisa?",
      "Quer mudar mais alguma coisa ou tem alguma outra dúvida?",
    ],
    ["pt", "Precisa de algo mais ou posso fazer o merge?", "Quer ajustar algo ou acrescentar outros detalhes?"],
    [
      "ru",
      "Мне поставить тег или хотите изменить что-нибудь ещё?",
      "Хотите изменить что-нибудь ещё или есть другие вопросы?",
    ],
    ["ru", "Нужно что-нибудь ещё или можно сливать ветку?", "Хотите что-нибудь изменить или добавить другие детали?"],
    ["cs", "Mám vytvořit tag, nebo chceš ještě něco změnit?", "Chceš ještě něco změnit, nebo máš další otázky?"],
    ["cs", "Potřebuješ ještě něco, nebo mám větev sloučit?", "Chceš něco upravit nebo přidat další detaily?"],
    ["ja", "タグを付けましょうか、それとも他に変更したい点はありますか？", "他に変更したい点や、ご質問はありますか？"],
    [
      "ja",
      "他に何かありますか、それともマージしてよいですか？",
      "他に調整したい箇所、あるいは追加したい機能はありますか？",
    ],
    ["zh", "要我打标签，还是还有其他想改的地方？", "还有其他想改的地方，或者别的问题吗？"],
    ["zh", "还有什么要改的吗，还是现在就合并？", "想调整点什么，或者补充别的内容吗？"],
  ],
  "a condition before what it asks for": [
    [
      "en",
      "Reload the page and tell me whether the banner is gone.",
      "If the banner still shows up, tell me which browser you use.",
    ],
    ["en", "Run it once more and let me know if it still fails.", "Send me the trace if it fails again."],
    [
      "de",
      "Lade die Seite neu und sag mir, ob das Banner weg ist.",
      "Falls das Banner immer noch erscheint, schick mir bitte einen Screenshot.",
    ],
    ["es", "Recarga la página y dime si el aviso sigue ahí.", "Si el aviso sigue apareciendo, envíame una captura."],
    [
      "fr",
      "Recharge la page et dis-moi si la bannière a disparu.",
      "Si la bannière apparaît encore, envoie-moi une capture.",
    ],
    [
      "it",
      "Ricarica la pagina e dimmi se il banner è sparito.",
      "Se il banner compare ancora, mandami uno screenshot.",
    ],
    ["pt", "Recarregue a página e me diga se o aviso sumiu.", "Se o aviso continuar aparecendo, me envie uma captura."],
    ["ru", "Перезагрузите страницу и скажите, пропал ли баннер.", "Если баннер всё ещё появляется, пришлите скриншот."],
    [
      "cs",
      "Obnov stránku a napiš mi, jestli banner zmizel.",
      "Pokud se banner pořád objevuje, pošli mi snímek obrazovky.",
    ],
    [
      "ja",
      "ページを再読み込みして、結果を教えてください。",
      "それでも表示される場合は、スクリーンショットを送ってください。",
    ],
    ["zh", "请刷新页面，然后告诉我横幅还在不在。", "如果横幅仍然出现，请把截图发给我。"],
  ],
  "a condition before a list, or in the sentence before": [
    [
      "en",
      "To find the cause I need you to:\n\n1. Restart the worker\n2. Send me the output of `worker --debug`",
      "If the worker still hangs:\n\n1. Restart it\n2. Send me the output of `worker --debug`",
    ],
    ["en", "Restart the worker. Then send me the log.", "If it hangs again, restart the worker. Then send me the log."],
    [
      "de",
      "Für die Ursache brauche ich zwei Dinge:\n- starte den Worker neu\n- schick mir die Ausgabe von `worker --debug`",
      "Wenn der Worker wieder hängt:\n- starte ihn neu\n- schick mir die Ausgabe von `worker --debug`",
    ],
    [
      "es",
      "Para encontrar la causa:\n- reinicia el worker\n- envíame la salida de `worker --debug`",
      "Si el worker vuelve a colgarse:\n- reinícialo\n- envíame la salida de `worker --debug`",
    ],
    [
      "fr",
      "Pour trouver la cause :\n- redémarre le worker\n- envoie-moi la sortie de `worker --debug`",
      "Si le worker bloque encore :\n- redémarre-le\n- envoie-moi la sortie de `worker --debug`",
    ],
    [
      "it",
      "Per trovare la causa:\n- riavvia il worker\n- mandami l'output di `worker --debug`",
      "Se il worker si blocca ancora:\n- riavvialo\n- mandami l'output di `worker --debug`",
    ],
    [
      "pt",
      "Para achar a causa:\n- reinicie o worker\n- me envie a saída de `worker --debug`",
      "Se o worker travar ou falhar de novo:\n- reinicie\n- me envie a saída de `worker --debug`",
    ],
    [
      "ru",
      "Чтобы найти причину:\n- перезапустите воркер\n- пришлите вывод `worker --debug`",
      "Если воркер снова зависнет:\n- перезапустите его\n- пришлите вывод `worker --debug`",
    ],
    [
      "cs",
      "Abych našel příčinu:\n- restartuj worker\n- pošli mi výstup `worker --debug`",
      "Pokud se worker znovu zasekne:\n- restartuj ho\n- pošli mi výstup `worker --debug`",
    ],
    [
      "ja",
      "原因を調べるため、次をお願いします。\n1. ワーカーを再起動する\n2. `worker --debug` の出力を送ってください",
      "それでも止まる場合：\n1. ワーカーを再起動する\n2. `worker --debug` の出力を送ってください",
    ],
    [
      "zh",
      "为了找到原因：\n1. 重启 worker\n2. 把 `worker --debug` 的输出发给我",
      "如果 worker 仍然卡住：\n1. 重启它\n2. 把 `worker --debug` 的输出发给我",
    ],
  ],
  "an answer that the next step waits for": [
    [
      "en",
      "Let me know if the outline is right and I'll start on chapter two.",
      "Let me know if the outline needs work.",
    ],
    [
      "en",
      "Let me know when you've read it, and I'll continue with the tests.",
      "Let me know if you have questions and I'll explain.",
    ],
    ["en", "Let me know if you'd change anything before I merge.", "Let me know if you'd like a diagram as well."],
    [
      "de",
      "Sag mir Bescheid, ob der Entwurf passt, dann fange ich mit Kapitel zwei an.",
      "Sag Bescheid, wenn du Fragen hast.",
    ],
    [
      "de",
      "Gib Bescheid, sobald du ihn gelesen hast, dann mache ich weiter.",
      "Lass mich wissen, wenn du auch ein Diagramm möchtest.",
    ],
    ["es", "Avísame si el esquema está bien y empiezo con el capítulo dos.", "Avísame si quieres también un diagrama."],
    ["es", "Avísame cuando lo hayas leído y continúo con las pruebas.", "Dime si tienes preguntas."],
    ["fr", "Dis-moi si le plan est bon et je commence le chapitre deux.", "Dis-moi si tu veux aussi un schéma."],
    ["fr", "Préviens-moi quand tu l'as relu et je continue avec les tests.", "Fais-moi savoir si tu as des questions."],
    ["it", "Fammi sapere se lo schema va bene e comincio il capitolo due.", "Fammi sapere se vuoi anche un diagramma."],
    ["it", "Avvisami quando l'hai letto e continuo con i test.", "Fammi sapere se hai domande."],
    ["pt", "Me diga se o esboço está certo e eu começo o capítulo dois.", "Me diga se quiser também um diagrama."],
    ["pt", "Me avise quando tiver lido e eu continuo com os testes.", "Me avise se tiver dúvidas."],
    ["ru", "Скажите, если план подходит, и я начну вторую главу.", "Скажите, если нужна ещё и схема."],
    ["ru", "Дайте знать, когда прочитаете, и я продолжу с тестами.", "Дайте знать, если будут вопросы."],
    ["cs", "Dej mi vědět, jestli osnova sedí, a začnu druhou kapitolu.", "Dej mi vědět, pokud chceš i diagram."],
    ["cs", "Dej mi vědět, až to přečteš, a budu pokračovat s testy.", "Dej vědět, kdybys měl otázky."],
    ["ja", "構成に問題がなければお知らせください。第二章に着手します。", "ご質問があればお知らせください。"],
    ["zh", "大纲没问题的话告诉我，我就开始写第二章。", "有问题的话随时告诉我。"],
  ],
  "a request that is none where it only tells how something is used": [
    ["ja", "計画を `docs/plan.md` に書きました。ご確認ください。", "詳しくは README をご確認ください。"],
    [
      "ja",
      "ブラウザで開いて、どう表示されるか教えてください。",
      "ブラウザで http://localhost:3000 を開いて確認してください。",
    ],
    [
      "ja",
      "続行するには、API キーを `.env` に設定してください。",
      "デプロイ前に環境変数 `QUEUE_URL` を設定してください。",
    ],
    [
      "ja",
      "`gh auth login` を実行してください。完了したらお知らせください。",
      "変更を反映するには `npm start` を実行してください。",
    ],
    ["ja", "どの色にするか選択してください。", "設定画面でテーマを選択してください。すぐに反映されます。"],
    ["ja", "接続先の URL を指定してください。", "新しい値を使う場合は、`config.yml` に指定してください。"],
    ["ja", "強制プッシュしてよろしければお申し付けください。", "他にご要望があればお申し付けください。"],
  ],
  "a pleasantry within one clause": [
    ["zh", "请打开页面，然后告诉我看到了什么。", "请打开 http://localhost:3000 查看效果。"],
    ["zh", "没有任何测试覆盖它，需要我补上吗？", "需要我解释其他任何内容吗？"],
    ["zh", "配置里没有别的用途，要不要删掉？", "还想改点什么吗？"],
    ["zh", "别的模块都迁移完了，现在合并吗？", "还有别的想改的吗？"],
  ],
};

const rows = Object.entries(kinds).flatMap(([kind, pairs]) => pairs.map((pair) => [kind, ...pair] as const));

describe.each(rows)("%s (%s)", (_, __, waits, settled) => {
  it(`waits: ${waits}`, () => expect(judge(waits)).toMatchObject({ awaiting: true }));
  it(`does not wait: ${settled}`, () => expect(judge(settled)).toMatchObject({ awaiting: false, sentence: "" }));
});
