/** Places as people say them, first to fifth, by the beginnings of the words; each row is one language. */
const ORDINALS: readonly (readonly RegExp[])[] = [
  [
    /^(first|1st)( one| option)?$/,
    /^(second|2nd)( one| option)?$/,
    /^(third|3rd)( one| option)?$/,
    /^(fourth|4th)( one| option)?$/,
    /^(fifth|5th)( one| option)?$/,
  ],
  [/^primer[oa]?$/, /^segund[oa]$/, /^tercer[oa]?$/, /^cuart[oa]$/, /^quint[oa]$/],
  [/^primeir[oa]$/, /^segund[oa]$/, /^terceir[oa]$/, /^quart[oa]$/, /^quint[oa]$/],
  [/^prim[oa]$/, /^second[oa]$/, /^terz[oa]$/, /^quart[oa]$/, /^quint[oa]$/],
  [/^premi(er|ère)$/, /^(deuxième|second|seconde)$/, /^troisième$/, /^quatrième$/, /^cinquième$/],
  [/^erste[rns]?$/, /^zweite[rns]?$/, /^dritte[rns]?$/, /^vierte[rns]?$/, /^fünfte[rns]?$/],
  [
    /^перв(ый|ая|ое|ую)$/,
    /^втор(ой|ая|ое|ую)$/,
    /^трет(ий|ья|ье|ью)$/,
    /^четв[её]рт(ый|ая|ое|ую)$/,
    /^пят(ый|ая|ое|ую)$/,
  ],
  [/^první$/, /^druh[ýáéou]+$/, /^třetí$/, /^čtvrt[ýáéou]+$/, /^pát[ýáéou]+$/],
  [
    /^第?[一1](个|個|项|項|番目|つ目)$|^第[一1]$|^[1一]番$/,
    /^第?[二2两](个|個|项|項|番目|つ目)$|^第[二2]$|^[2二]番$/,
    /^第?[三3](个|個|项|項|番目|つ目)$|^第[三3]$|^[3三]番$/,
    /^第?[四4](个|個|项|項|番目|つ目)$|^第[四4]$|^[4四]番$/,
    /^第?[五5](个|個|项|項|番目|つ目)$|^第[五5]$|^[5五]番$/,
  ],
];

const LAST =
  /^(last( one| option)?|últim[oa]|ultim[oa]|derni(er|ère)|letzte[rns]?|последн(ий|яя|ее|юю)|poslední|最后一?个?|最後)$/;
const ARTICLE = /^(the|el|la|a|lo|los|las|le|les|o|os|as|il|i|gli|der|die|das|den|take|use) /;

/** Counted from one; null where the words say no place. `count`: how many there are. */
export function ordinalOf(words: string, count: number): number | null {
  const plain = words.replace(ARTICLE, "").replace(ARTICLE, "");
  if (LAST.test(plain)) return count;
  for (const row of ORDINALS) {
    const at = row.findIndex((pattern) => pattern.test(plain));
    if (at >= 0) return at + 1;
  }
  return null;
}
