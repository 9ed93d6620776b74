import { near, type Signs } from "./language.ts";

const GRANT =
  "(?:schválení|potvrzení|rozhodnutí|odpověď|odpovědi|volbu|volba|souhlas|souhlasu|názor|pokyn|pokyny|pokynů|ok|povolení|zpětnou vazbu|vyjádření|reakci|preferenci|instrukce)";
const YES = "(?:ano|ne|ok|jdi|pokračuj|pokračujte|schvaluji|schváleno|číslem|číslo|písmenem|do toho|jo)";
const TELL =
  "(?:řekni mi|řekněte mi|řekni|řekněte|dej mi vědět|dejte mi vědět|dej vědět|dejte vědět|napiš mi|napište mi|napiš|napište|sděl mi|sdělte mi|upřesni|upřesněte|dejte mi prosím vědět|dej mi prosím vědět|ozvi se|ozvěte se)";
const WISH =
  "(?:chceš|chcete|chtěl\\S* bys\\S*|bys chtěl\\S*|byste chtěl\\S*|přeješ si|přejete si|potřebuješ|potřebujete|mám|můžu|mohu)";
/** An object that is not named. */
const SOME =
  "(?:něco(?! (?:takového|podobného|jako))|něčím|něčeho|něčemu|cokoli\\S*|(?<!(?:ty|tyto|dva|dvě|tři|oba|obě|všechny) )(?:jin\\S{1,3}|další\\S{0,3}) (?:část\\S*|detail\\S*|míst\\S*|úprav\\S*|změn\\S*|sekc\\S+|soubor\\S*|věc\\S*|funkc\\S+|komponent\\S*|oblast\\S*)|více (?:podrobností|informací|detailů|příkladů))";
const GO =
  "(?:začnu|začínám|pokračuji|pokračuju|budu pokračovat|pustím|spustím|přejdu|nasadím|provedu|implementuji|implementuju|commitnu|pushnu|sloučím|smažu|dokončím|navážu|začneme|budeme pokračovat)";

/** Behind an "if": not what the person may want or come upon. */
const OPEN = "(?! (?:\\S+ )?(?:chceš|chcete|potřebuješ|potřebujete|máš|máte|něco|uvidíš|narazíš|bys|byste))";

export const czech: Signs = {
  cue: "[ěščřžýůťďň]| (?:je|jsou|dej|mi|pro|jak|co|ti|mám|chceš|prosím|nebo|vám|máš|ještě|otázky|ano|vše|kterou|jakou|tebe|dál) ",
  spaced: true,
  proposal: [
    "(?:chceš|chcete|chtěl bys|chtěla bys|chtěli byste|chtěl byste|přeješ si|přejete si|preferuješ|preferujete|přál by sis|přáli byste si)",
    "(?:mám|máme|měl bych|měla bych|měli bychom|mohu|můžu|můžeme|smím) (?:\\S+ ){0,4}?\\S+(?:t|ct|ci|jí)",
    "(?:souhlasíš|souhlasíte|vyhovuje|hodí se|líbí se|sedí) ?(?:ti|vám|to|s tím|takto|tak)?",
    "(?:je to|je tohle|je to tak|může to být|bude to) (?:\\S+ )?(?:v pořádku|ok|správně|takhle|dobře|tak)",
    "(?:pokračovat|pustit se do toho|pustím se do toho|mám pokračovat|pokračuji|pokračujeme|začneme|jdeme na to|můžu začít|začít|spustit|nasadit|commitnout|smazat|sloučit) >",
    "(?:kterou|který|které|kterého|kterou z|jakou|jaký|jaké) (?:z|možnost|variantu|varianta|řešení|přístup|verzi|cestu|preferuješ|preferujete|chceš|chcete|mám|máme|bys|byste|si|zvolit|je tvoje|dáváš)",
    "co (?:myslíš|myslíte|preferuješ|preferujete|na to říkáš|na to říkáte|bys|byste|si o tom|zvolíš|zvolíte|mám|máme|z toho)",
    "jak (?:mám|máme|chceš|chcete|bys|byste|postupovat|pokračovat|dál|to chceš|to chcete)",
    "(?:můžeš|můžete|mohl bys|mohla bys|mohli byste|mohl byste|dokážeš|dokážete)",
    "< (?:souhlas|souhlasíš|souhlasíte|ok|v pořádku|správně|pokračovat|námitky|nějaké námitky|můžu|mám|jdeme na to|dává to smysl) >",
  ],
  person: [
    "< (?:jedna |poslední )?otázk[ay]",
    "ty",
    "ti",
    "tě",
    "tobě",
    "tvůj",
    "tvoje",
    "tvá",
    "vy",
    "vám",
    "vás",
    "váš",
    "vaše",
    "vaši",
    "máš",
    "máte",
    "víš",
    "víte",
    "chceš",
    "chcete",
    "můžeš",
    "můžete",
    "jsi",
    "jste",
    "mám",
    "máme",
    "mohu",
    "můžu",
    "kterou",
    "který",
    "které",
    "používáš",
    "používáte",
    "vidíš",
    "vidíte",
    "existuje",
    "potřebuješ",
    "potřebujete",
  ],
  pleasantry: [
    ...near(WISH, SOME),
    "(?:vysvětlil|vysvětlila|vysvětlit|rozvedl|rozvést|upřesnit|prozkoumat)(?: \\S+){0,5} (?:něco|některou|některý|víc|více|podrobněji|blíže)",
    "(?:ještě něco|něco dalšího|něco jiného|co dalšího|něco víc|co ještě|cokoli dalšího|ještě s něčím)",
    "(?:máš|máte|nějaké|jsou) (?:ještě )?(?:nějaké )?(?:další )?(?:otázky|dotazy|dotaz|otázku|připomínky)",
    "(?:další|jiné) (?:otázky|dotazy|úpravy|změny)",
    "(?:jak|s čím|čím|v čem) (?:ti|vám) (?:mohu|můžu|mám)(?: \\S+){0,3} ?(?:pomoci|pomoct|být)",
    "(?:jak|s čím|čím|v čem) (?:mohu|můžu) (?:\\S+ ){0,3}?(?:pomoci|pomoct)",
    "(?:na čem|co|čemu|čím) (?:chceš|chcete|bys chtěl|bys chtěla|byste chtěli|byste chtěl|budeme|máme)(?: \\S+){0,4} ?(?:pracovat|dělat|udělat|věnovat|stavět|řešit|začít|dnes|teď|dál)(?: \\S+){0,3} >",
    "co (?:dál|teď|bude dál|následuje|dnes) >",
    "(?:pomohlo|pomáhá|stačí) (?:ti |vám )?(?:to|takto)",
    "(?:potřebuješ|potřebujete) (?:ještě )?(?:něco|pomoc|pomoci)(?: \\S+)? >",
  ],
  explanation: [
    "< (?:a |ale |tak )?(?:proč|co (?:je|jsou|bylo|se|to|znamená|dělá|chybí)|jak (?:to|funguje|se)|kdy|kde (?:je|byl)|odkud|k čemu)",
  ],
  choice: [
    `${TELL} (?:\\S+ ){0,2}?(?:kter\\S+|jak\\S+|co (?:preferuješ|preferujete|chceš|chcete|zvolíš|zvolíte|z toho|mám|si|bys|byste)|zda|jestli (?:mám|máme|chceš a|souhlasíš|souhlasíte|můžu|preferuješ(?=(?: \\S+){1,12}? nebo ))|svou ${GRANT}|své ${GRANT}|a nebo b|1 nebo 2)`,
    "(?:je to |to je |nechám |rozhodnutí je |volba je )?(?:tvoje|vaše|na tvém|na vašem|tvé|tvá) (?:rozhodnutí|volba|volbě)",
    "(?:je|záleží|nechám|bude|nechávám) (?:to )?(?:jen |čistě |zcela )?na (?:tobě|vás|vašem|tvém)",
    "(?:rozhodnutí|volba|výběr) (?:je |nechávám |záleží )?na (?:tobě|vás)",
    "(?:musíš|musíte|je třeba|je potřeba|potřebuji abys|potřebuji abyste) (?:se )?(?:rozhodnout|vybrat|zvolit|rozhodl\\S*|vybral\\S*)",
    "jak (?:chceš|chcete) >",
    "< (?:prosím )?(?:vyber|vyberte|zvol|zvolte|rozhodni|rozhodněte) (?:si|se|ty|jednu|jeden|jedno|mezi|možnost|variantu|z|kter\\S+|a nebo|1|prosím)",
    `(?:<|prosím|stačí|jen) (?:odpověz|odpovězte|odpovědět|napiš|napište|odepiš)(?: prosím| jen| mi| pouze)* (?:na )?(?:${YES}|a nebo b|a b|1|tyto|otázky|jednu)`,
    "(?:potřebuji|čekám na|chybí|očekávám) (?:\\S+ ){0,2}?(?:tvé|tvoje|vaše|tvou|vaši|rozhodnutí|vaše) ?(?:rozhodnutí|volbu|odpověď|odpovědi|preferenci)",
    "(?:dej mi|dejte mi) (?:\\S+ )?(?:číslo|písmeno|odpověď|volbu|rozhodnutí)",
  ],
  approval: [
    `${TELL} (?:jestli|zda|pokud)${OPEN}(?: \\S+){1,14}? (?:a|ať|pak) (?:já )?${GO}`,
    "(?:pokud|jestli|jestliže) (?:\\S+ ){0,3}?(?:souhlasíš|souhlasíte|vyhovuje|sedí|v pořádku|nemáš námitky|nemáte námitky|nejsi proti)(?: \\S+){0,6} (?:\\S+(?:u|ím|ji|em))",
    `(?:čekám na|čeká na|potřebuji|vyčkám na|po|bez|do|vyžaduje|počkám na|dokud nedostanu|čekáme na|prosím o) (?:\\S+ )?(?:tvé|tvoje|tvůj|tvého|vaše|váš|vašeho|vaší|tvou|vaši|tvém|vašem) (?:\\S+ )?${GRANT}`,
    "(?:jakmile|až|když|pokud|dokud|po tom co|než) (?:mi |to |plán |ho |ji |nám |tohle )*(?:schválíš|schválíte|potvrdíš|potvrdíte|odsouhlasíš|odsouhlasíte|souhlasíš|souhlasíte|neschválíš|neschválíte|nepotvrdíš|nepotvrdíte|dáš (?:\\S+ )?(?:vědět|ok|souhlas|pokyn)|dáte (?:\\S+ )?(?:vědět|ok|souhlas|pokyn)|bude schválen\\S*|řekneš|řeknete)",
    "prosím (?:\\S+ )?(?:potvrď|potvrďte|schval|schvalte|odsouhlas|odsouhlaste|o (?:potvrzení|schválení|souhlas)|zkontroluj plán|projdi plán)",
    "< (?:potvrď|potvrďte|schval|schvalte|odsouhlas)(?: mi)? (?:prosím|že|zda|a|jestli|to|plán|tento|>)",
    "(?:potvrď|potvrďte|schval|schvalte) prosím",
    "(?:dej|dejte) (?:mi )?(?:zelenou|souhlas|ok|pokyn|svolení|svůj souhlas)",
    `(?:řekni|napiš|odpověz|řekněte|napište|odpovězte) (?:mi )?(?:${YES})(?: \\S+){0,3} (?:a|pokud|pro|>)`,
    "(?:projdi|zkontroluj|přečti|podívej se|projděte|zkontrolujte|přečtěte) (?:\\S+ ){0,10}a (?:dej|řekni|potvrď|schval|dejte|řekněte|potvrďte|schvalte|napiš)",
    "po (?:tvém |vašem )?(?:schválení|potvrzení|odsouhlasení)(?: \\S+){0,4} (?:začnu|budu|pokračuji|pustím|spustím|implementuji|provedu|udělám)",
    "(?:nezačnu|nebudu|neudělám|nic neměním|nepustím|nezačínám)(?: \\S+){0,8} (?:dokud|bez|než)",
    "(?:připraven|připravená|můžu začít|připraveno)(?: \\S+){0,5} (?:jakmile|až) (?:\\S+ )?(?:řekneš|potvrdíš|schválíš|budeš|řeknete|potvrdíte|schválíte)",
  ],
  input: [
    `prosím (?:\\S+ ){1,14}a ${GO}`,
    `(?:a|pak|potom) ${TELL} (?:jestli|zda)${OPEN}`,
    "(?:<|a|pak|potom|nebo) (?:mi )?(?:pošli|pošlete|ukaž|ukažte|vlož|vložte|sdílej|sdílejte|nahraj|nahrajte|zkopíruj|zkopírujte)(?: mi| sem| prosím)* (?:výstup|výsledek|obsah|log|logy|chybu|odkaz|soubor|klíč|url|screenshot|ten|to|ho|ji|je)",
    "prosím (?:\\S+ ){0,2}?(?:pošli|pošlete|poskytni|poskytněte|vlož|vložte|sdílej|sdílejte|nahraj|nahrajte|uveď|uveďte|doplň|doplňte|napiš|napište|řekni|řekněte|zadej|zadejte|přilož|přiložte|upřesni|upřesněte|o (?:zaslání|poskytnutí|sdělení|vložení|upřesnění))",
    "(?:<|a|pak|potom|nebo) (?:mi )?(?:pošli|pošlete|ukaž|ukažte|vlož|vložte|zkopíruj|zkopírujte|sdílej|sdílejte|nahraj|nahrajte|dej|dejte) (?:sem|výstup|výsledek|obsah|log|chybu|odkaz|soubor|klíč|prosím |url|screenshot)",
    "(?:pošli|pošlete|vlož|vložte|napiš|napište|poskytni|poskytněte)(?: mi)? (?:sem|prosím)",
    "(?:a|pak|potom|<) (?:mi )?(?:prosím )?(?:řekni|napiš|dej|ozvi|řekněte|napište|dejte|sděl|sdělte)(?: mi| se| vědět| prosím)* (?:co|jak\\S*|kter\\S+|výsledek|zda (?:to|se|funguje)|jestli (?:to|se|funguje)|kdy|kde|kdo|až|jakmile|>)",
    `${TELL} (?:co|jak|až|jakmile|kdy|kde|kdo|výsledek)`,
    "(?:potřebuji|potřeboval bych|potřebovala bych|chybí mi|chybějí mi|budu potřebovat|potřebuju) (?:od tebe |od vás |ještě |k tomu |vědět|abys|abyste|přístup|(?:\\S+ ){0,3}?(?:klíč|heslo|token|url|soubor|cestu|cesta|přihlašovací údaje|údaje|odkaz|přístup|log|logy|id|název|obsah|screenshot|data|api|výstup)|více (?:informací|podrobností|detailů|kontextu)|další (?:informace|podrobnosti))",
    "(?:jakmile|až|když) (?:\\S+ ){1,14}(?:budu pokračovat|pokračuji|můžu|mohu|dej mi|napiš|řekni|dokončím|navážu|podívám se|spustím|ozvi|zkontroluji)",
    "(?:nemohu|nemůžu|nedokážu) (?:\\S+ ){0,8}(?:bez|dokud|aniž)",
  ],
  courtesy: [
    "(?:pokud|jestli|kdybys|kdybyste|kdyby) (?:\\S+ ){0,3}?(?:chceš|chcete|potřebuješ|potřebujete|chtěl|chtěla|chtěli|potřeboval\\S*|máš|máte|budeš|budete|zájem|bude|něco|cokoli|bys|byste)",
    "(?:dej|dejte|dej mi|dejte mi|neváhej|neváhejte|ozvi se|klidně) (?:vědět |se |prosím )*(?:pokud|kdyby\\S*|jestli|ozvat)",
    "(?:rád|ráda|rádi) (?:\\S+ )?(?:pomohu|pomůžu|udělám|přidám|také|ještě)",
    "(?:mohu|můžu|umím) (?:také|i|ještě|taky)",
    "kdykoli\\S*",
    "v případě (?:potřeby|zájmu|dotazů)",
  ],
  trouble: [
    "(?<!(?:vědět|mi|zjisti|zkontroluj|ověř) )(?:pokud|kdyby|jestli|jestliže) (?:\\S+ ){0,6}?(?:přetrvává|přetrvá|přetrvával\\S*|selže|selhal\\S*|nefunguje|nefungoval\\S*|nebude fungovat|trvá|znovu|zase|opět|pořád|stále|ještě pořád|objeví|spadne|vrátí)",
    "(?:pokud|kdybys|kdybyste) (?:\\S+ ){0,2}?(?:uvidíš|uvidíte|narazíš|narazíte|narazil\\S*|zaznamenáš|najdeš|najdete|všimneš|všimnete) (?:\\S+ ){0,4}?(?:chyb\\S*|problém\\S*|divn\\S*)",
    "(?:při|v případě) (?:chyb\\S*|problém\\S*|potíží)",
  ],
  before: [
    `(?:jinak|v opačném případě)(?: to)? ${GO}`,
    "(?:než|předtím než|dřív než) (?:já |se )?(?:do toho )?(?:\\S+(?:nu|žu|du|ji|ju|ím|ám)|začneme)",
  ],
  or: ["(?:nebo|anebo|či)"],
  another: ["< (?:něco (?:úplně )?jiného|jin\\S+(?: \\S+)?|ani jedno) >"],
  sequel: ["< (?:a|pak|potom|poté|také)"],
  unknown: [
    "(?:nenašel|nenašla|nevím|nemohu najít|nemůžu najít|není jasné|nevidím|nepodařilo|nenalezl|nenalezla|není uvedeno|nemám)",
  ],
  answer: ["< (?:ano|ne)(?! (?:nebo|ne|pokud))"],
  followUp: [
    "< (?:pokud|jestli|jinak|v opačném|já|osobně|doporučuji|doporučil bych|doporučila bych|navrhuji|moje doporučení|můj návrh|přikláním|obojí|standardně|zatím|mezitím|možnost|varianta|nebo|pak)",
  ],
};
