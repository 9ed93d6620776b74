import { describe, expect, it } from "vitest";
import { judge } from "../../src/cockpit/question/question.ts";
import { createRandom } from "./random.ts";

describe("a message that asks", () => {
  it.each([
    ["a plain mark", "The cache is cold. Shall I warm it?", "Shall I warm it?"],
    ["white space behind it", "Which port?  \n\n", "Which port?"],
    ["two marks", "You deleted the index??", "You deleted the index??"],
    ["an exclamation behind it", "You want it gone?!", "You want it gone?"],
    ["a closing quote", 'Did you mean "which one?"', 'Did you mean "which one?'],
    ["a curly quote", "Is it named “tracks?”", "Is it named “tracks?"],
    ["a German quote", "Heißt es »Spur?«", "Heißt es »Spur?"],
    ["a bracket", "I stopped there (is that right?)", "I stopped there (is that right?"],
    ["a square bracket", "[keep it?]", "[keep it?"],
    ["bold", "The old one is broken. **Delete it?**", "Delete it?"],
    ["italics", "_Delete it?_", "Delete it?"],
    ["struck out", "~~Really?~~", "Really?"],
    ["code marks", "Shall I run `make clean?`", "Shall I run `make clean?"],
    ["an emoji", "Ready to deploy? 🚀", "Ready to deploy?"],
    ["an emoji of several signs", "For the whole team? 👩🏽‍💻", "For the whole team?"],
    ["a heart with its selector", "Do you like it? ❤️", "Do you like it?"],
    ["dots", "And then what?…", "And then what?"],
    ["a heading", "## Merge it now?", "Merge it now?"],
    ["a quotation", "> Merge it now?", "Merge it now?"],
    ["a list item", "- Done with A\n- Merge it now?", "Merge it now?"],
    ["Japanese, full-width", "修正しました。次のテストも実行しますか？", "次のテストも実行しますか？"],
    ["Japanese, in brackets", "「この変更でよろしいですか？」", "「この変更でよろしいですか？"],
    ["Chinese", "已经修好了。要不要提交？", "要不要提交？"],
    ["Spanish", "Ya está. ¿Subo los cambios?", "¿Subo los cambios?"],
    ["a Greek semicolon", "Τελείωσα. Να συνεχίσω;", "Να συνεχίσω;"],
    ["a low German quote", "Heißt es „Spur?“", "Heißt es „Spur?"],
    ["Arabic", "تم الإصلاح. هل أتابع؟", "هل أتابع؟"],
    ["Greek", "Τελείωσα. Να συνεχίσω\u037e", "Να συνεχίσω\u037e"],
    ["Armenian", "Շարունակե՞մ՞", "Շարունակե՞մ՞"],
    ["French, with its space", "C'est prêt. On continue\u00a0?", "On continue\u00a0?"],
    ["Russian", "Готово. Продолжать?", "Продолжать?"],
    ["an interrobang", "You want what‽", "You want what‽"],
    ["a small mark", "這樣好嗎﹖", "這樣好嗎﹖"],
    ["numbers and names in it", "Use v1.2.3 of foo.js?", "Use v1.2.3 of foo.js?"],
    ["code before it", "```ts\nconst a = b ? 1 : 2;\n```\nIs that what you meant?", "Is that what you meant?"],
    ["an open fence before it", "```sh\nrm -r build\n\nShall I run that?", "Shall I run that?"],
    ["a mark as all there is", "?", "?"],
  ])("is found with %s", (_, text, sentence) => {
    expect(judge(text)).toMatchObject({ awaiting: true, sentence });
  });

  it.each([
    ["dashes", "Which one do you want?\n\n- the red one\n- the blue one"],
    ["numbers", "Where shall it go?\n1. to staging\n2. to production"],
    ["letters", "Which way?\na) rewrite it\nb) patch it"],
    ["circled numbers", "どちらにしますか？\n① 速い方\n② 安全な方"],
    ["wide numbers of a list", "要用哪一个？\n1、快的\n2、稳的"],
    ["bullets", "¿Cuál prefieres?\n• rojo\n• azul"],
    ["a bold question", "**Which one?**\n\n* red\n* blue"],
  ])("is found before its options (%s)", (_, text) => {
    const { awaiting, sentence } = judge(text);
    expect([awaiting, /[?？]\**$/.test(sentence)]).toEqual([true, true]);
  });
});

describe("an abbreviation with a space in it ends no sentence", () => {
  it.each([
    ["Soll ich die Werte, z. B. das Limit, in die Konfiguration legen?"],
    ["Soll ich sie umbenennen (d. h. auch im Schema), oder bleibt es so?"],
    ["Soll ich Logs, Metriken u. a. Dateien mit umziehen?"],
    ["¿Muevo los valores, p. ej. el límite, a la configuración?"],
    ["Dois-je déplacer les valeurs, p. ex. la limite ?"],
    ["Devo mover os valores, p. ex. o limite, para a configuração?"],
    ["Мне вынести значения, т. е. лимит, в настройки?"],
    ["Мне вынести лимит, таймаут и т. д. в настройки?"],
    ["Mám hodnoty přesunout, t. j. i limit, do nastavení?"],
    ["Shall I move the values, e. g. the limit, to the settings?"],
    ["Shall I move the limit, i. e. the one per user?"],
  ])("%s", (text) => {
    expect(judge(text)).toMatchObject({ awaiting: true, sentence: text });
  });

  it.each([
    ["Der Dialog fragt jetzt (z. B. „Wirklich löschen?“ oder „Trotzdem senden?“) immer nach, d. h. auch im Test."],
    ["Мастер просит выбрать тариф (т. е. до оплаты) и подтвердить адрес."],
  ])("%s", (text) => {
    expect(judge(text)).toMatchObject({ awaiting: false });
  });

  it.each([
    ["Verschoben sind Limit, Name usw. Soll ich weitermachen?", "Soll ich weitermachen?"],
    ["Вынесены лимит, имя и т. д. Продолжить?", "Продолжить?"],
    ["Moved are the limit, the name etc. Shall I go on?", "Shall I go on?"],
  ])("but one that closes a list may: %s", (text, sentence) => {
    expect(judge(text)).toMatchObject({ awaiting: true, sentence });
  });
});

describe("a message that does not ask", () => {
  it.each([
    ["nothing", ""],
    ["white space", " \n\t\n"],
    ["a statement", "All 14 tests pass."],
    ["a mark in the middle", "Why did it fail? The port was taken. It is fixed now."],
    ["a question before a statement", "Is it fast? Yes.\n\nIt takes 3 ms now."],
    ["a mark in a fence", "I wrote this:\n```sql\nselect * from t where id = ?\n```"],
    ["a mark in a fence of tildes", "I wrote this:\n~~~\nreally?\n~~~"],
    ["a mark in a longer fence", "Here:\n````md\n```\nok?\n```\n````"],
    ["a fence that says what it is", "```ts title=a.ts\nconst ok = ready?\n```\n"],
    ["a list after a statement", "I did this:\n- found the leak\n- closed it"],
    ["Japanese", "テストはすべて成功しました。"],
    ["an ordinary semicolon", "Done; see the log;"],
    ["an optional sign in an address", "See https://example.test/a?b=c"],
  ])("is not found: %s", (_, text) => {
    expect(judge(text)).toMatchObject({ awaiting: false, sentence: "" });
  });
});

it("says why", () => {
  expect(judge("Now?").why).toContain("question mark");
  expect(judge("Now.").why).toContain("neither");
});

describe("random text", () => {
  const pieces = [
    "a",
    "Wort",
    " ",
    "\n",
    "?",
    "```",
    "~~~",
    "- ",
    "1. ",
    "> ",
    "(",
    '"',
    "«",
    "。",
    "！",
    "…",
    "*",
    "_",
    "\t",
    "\r\n",
    "\u2028",
    "🚀",
    "👨‍👩‍👧",
    "\ufe0f",
    "|",
    "<",
    "\u3000",
    "é",
    "漢字",
  ] as const;

  it("is found whenever it ends in a question mark", () => {
    const missed: string[] = [];
    for (let seed = 1; seed <= 5_000; seed++) {
      const random = createRandom(seed);
      const text = Array.from({ length: random.below(25) }, () => random.pick(pieces)).join("");
      const whole = `${text}?${random.pick(["", "\n", "  ", "\n\n"])}`;
      if (!judge(whole).awaiting) missed.push(JSON.stringify(whole));
    }
    expect(missed.sort((a, b) => a.length - b.length).slice(0, 5)).toEqual([]);
  });

  it("never asks without a mark", () => {
    for (let seed = 1; seed <= 2_000; seed++) {
      const random = createRandom(seed);
      const text = Array.from({ length: random.below(25) }, () => random.pick(pieces))
        .join("")
        .replaceAll("?", ".");
      expect(judge(text).awaiting).toBe(false);
    }
  });

  it("is judged in no time, however long it is", () => {
    const from = performance.now();
    for (const piece of ["`", "```\n", "- ", "~", "* ", "?\n1. ", "。", "\u200d", " "])
      judge(piece.repeat(20_000 / piece.length));
    for (const words of [
      "want to add or ",
      "if it still fails then ",
      "oder möchtest du ",
      "или хотите ",
      "どれか、または他に",
      "还是想改别的",
    ])
      for (const end of ["?", "."]) judge(words.repeat(20_000 / words.length) + end);
    // Not a speed, but a guard: a pattern that takes quadratic time takes minutes.
    expect(performance.now() - from).toBeLessThan(20_000);
  });
});
