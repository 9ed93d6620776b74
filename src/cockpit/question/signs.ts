import { czech } from "./languages/cs.ts";
import { german } from "./languages/de.ts";
import { english } from "./languages/en.ts";
import { spanish } from "./languages/es.ts";
import { french } from "./languages/fr.ts";
import { italian } from "./languages/it.ts";
import { japanese } from "./languages/ja.ts";
import type { Signs } from "./languages/language.ts";
import { portuguese } from "./languages/pt.ts";
import { russian } from "./languages/ru.ts";
import { chinese } from "./languages/zh.ts";

export type Sign = Exclude<keyof Signs, "cue" | "spaced">;

/** The words in a sentence that are this sign; null where there are none. */
export type Look = (sign: Sign, words: string) => string | null;

interface Language {
  readonly cue: RegExp;
  find(sign: Sign, words: string): string | null;
}

/** In the languages that a text's words show: a message may mix them. */
export function createSigns(): (text: string) => Look {
  const languages = [english, spanish, chinese, japanese, french, german, portuguese, italian, russian, czech].map(
    createLanguage,
  );
  return (text) => {
    const spoken = languages.filter(({ cue }) => cue.test(text));
    return (sign, words) => {
      for (const { find } of spoken) {
        const found = find(sign, words);
        if (found !== null) return found;
      }
      return null;
    };
  };
}

function createLanguage(signs: Signs): Language {
  // A pattern takes milliseconds to be made, so that each is made when it is first needed.
  const patterns = new Map<Sign, RegExp>();
  return {
    cue: new RegExp(signs.cue),
    find(sign, words) {
      const pattern = patterns.get(sign) ?? patternOf(signs[sign], signs.spaced);
      patterns.set(sign, pattern);
      return pattern.exec(words)?.[0].replace(/[<>]/g, "").trim() ?? null;
    },
  };
}

function patternOf(sources: readonly string[], spaced: boolean): RegExp {
  const any = `(?:${sources.join("|")})`;
  return new RegExp(spaced ? ` ${any}(?= )` : any);
}
