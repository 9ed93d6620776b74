import { near, type Signs } from "./language.ts";

const GRANT =
  "(?:aprovação|confirmação|decisão|resposta|escolha|preferência|opinião|ok|permissão|autorização|instruções|orientações|orientação|feedback|retorno|aval|sinal verde|revisão|validação|comando|indicação)";
const YES = "(?:sim|não|ok|pode|prossiga|continue|aprovado|segue|confirmo|o número|a letra|um número|pode seguir)";
const TELL =
  "(?:me diga|diga me|diga|diz me|me diz|me avise|avise me|avisa me|me avisa|me informe|informe me|informe|me fala|me fale|me indique|indique|me conte|me confirme|confirme me|deixe me saber)";
const WISH = "(?:quer|queres|querem|gostaria|gostarias|gostariam|deseja|desejas|precisa|precisas|posso|devo|queira)";
/** An object that is not named. */
const SOME =
  "(?:algo(?! (?:assim|como|parecido|do tipo))|(?:alguma|algum) (?:outr[ao] )?(?:coisa|parte|alteração|mudança|seção|funcionalidade|melhoria|ajuste|detalhe|ponto|aspecto|arquivo)|(?<!(?:as|os|estas|estes|essas|esses) )outr[ao]s? (?:coisas?|partes?|detalhes?|ajustes?|pontos?|seção|seções|áreas?|arquivos?|alterações|mudanças|melhorias|aspectos?)|mais (?:detalhes|informações|exemplos|contexto|ajustes|alterações|alguma? \\S+|algo))";
const GO =
  "(?:começo|começarei|inicio|iniciarei|continuo|continuarei|sigo|seguirei|prossigo|prosseguirei|avanço|retomo|implemento|aplico|executo|faço o deploy|subo|vou em frente|parto|passo|começamos|seguimos|continuamos)";

/** Behind an "if": not what the person may want or come upon. */
const OPEN =
  "(?! (?:você |tu )?(?:quiser|quiseres|precisar|precisares|tiver|tiveres|houver|notar|vir|encontrar|preferir|desejar|gostaria|algo))";
const STEP =
  "(?:prossigo|continuo|sigo|escrevo|adiciono|corrijo|movo|gero|preparo|rodo|publico|avanço|começo|faço|aplico|implemento|executo|commito|crio|removo|apago|prosseguimos|seguimos|continuamos|começamos)";

export const portuguese: Signs = {
  cue: "[ãõçêá]| (?:os|ok e|que|para|por|uma|da|dos|das|não|você|está|também|qual|como|posso|quer|devo|é|seu|sua|em|se|um|escolha|aguardo|mais|já|nada|outra|dúvida|pronto|preciso|pode|isso|agora|tudo|algo|sim) ",
  spaced: true,
  proposal: [
    "(?:o que|que) (?:você |vocês )?(?:prefere|preferem|quer que|deseja que|acha|acham|preferes)",
    "(?:você |vocês )?(?:quer|queres|querem|deseja|desejas|prefere|preferes|preferem|gostaria|gostarias|gostariam) (?:que|de|a|o|um|uma|seguir|testar|manter|fazer|usar|incluir|adicionar|continuar|prosseguir|começar|deixar|ver|revisar|isso|assim|tentar|executar|rodar|iniciar)",
    "(?:posso|podemos|devo|deveria|deveríamos|devemos|vamos) (?:\\S+ ){0,2}?\\S+(?:ar|er|ir|por|á lo|ê lo)",
    STEP,
    "(?:concorda|concordas|de acordo|está de acordo|está bom assim|tudo bem|está ok|pode ser|faz sentido para|o que acha|o que você acha|que achas|o que achas|parece bom|te parece|lhe parece)",
    "(?:qual|quais) (?:das|dos|você|opção|abordagem|caminho|alternativa|versão|variante|prefere|preferes|delas|deles|é a sua|sua|a sua|usar|devo|deseja|escolhe)",
    "como (?:você )?(?:quer|prefere|deseja|gostaria|devo|devemos|queres|preferes|prossigo|prosseguimos|procedo)",
    "(?:pode|poderia|podes|poderias|consegue|consegues|você pode|você poderia) (?:\\S+ )?(?:confirmar|compartilhar|partilhar|enviar|passar|dizer|indicar|testar|executar|rodar|verificar|fornecer|colar|esclarecer|mandar|informar|revisar|conferir|tentar|abrir)",
    "< (?:concorda|ok|certo|correto|pode ser|vamos|alguma objeção|alguma preferência|faz sentido|tudo certo|prossigo|continuo|posso seguir) >",
  ],
  person: [
    "< (?:uma )?(?:última )?perguntas?",
    "você",
    "vocês",
    "tu",
    "te",
    "ti",
    "seu",
    "sua",
    "seus",
    "suas",
    "teu",
    "tua",
    "quer",
    "prefere",
    "deseja",
    "pode",
    "poderia",
    "consegue",
    "tem",
    "tens",
    "sabe",
    "devo",
    "devemos",
    "posso",
    "fazemos",
    STEP,
    "qual",
    "quais",
    "esperava",
    "está",
    "existe",
    "há",
  ],
  pleasantry: [
    ...near(WISH, SOME),
    "(?:expli(?:que|car)|aprofund(?:e|ar)|detalh(?:e|ar)|esclare(?:ça|cer)|explor(?:e|ar))(?: \\S+){0,5} (?:mais|algum|alguma|algo|detalhe|detalhes)",
    "(?:algo|alguma coisa|mais alguma coisa|algum[a]? coisa|que) mais",
    "mais (?:alguma coisa|algo|alguma dúvida|alguma pergunta|algum ajuste)",
    "(?:alguma|tem|têm|tens) (?:outra |mais |alguma )?(?:pergunta|dúvida|perguntas|dúvidas)",
    "algum outro (?:ajuste|ponto|detalhe|tema)",
    "alguma outra (?:coisa|dúvida|pergunta|melhoria|tarefa)",
    "(?:em|no|com) (?:o )?que (?:mais )?(?:posso|você quer|você gostaria|quer|gostaria|deseja|vamos|queres|gostarias)(?: \\S+){0,5} (?:ajudar|ajudá lo|trabalhar|hoje)",
    "como (?:posso|eu posso) (?:te |lhe |o |a )?(?:ajudar|ajudá lo|ajudá la|ser útil)",
    "o que (?:você )?(?:quer|gostaria|deseja|queres|gostarias|precisa)(?: de)? (?:fazer|que eu faça|trabalhar|construir|ver|explorar|abordar)(?: \\S+){0,4} >",
    "(?:o que vem|o que fazemos|qual é o próximo passo|qual o próximo passo|próximo passo|o que faremos) ?(?:agora|a seguir|hoje)?",
    "(?:isso|isto) (?:ajuda|ajudou|resolve|esclarece)",
    "(?:precisa|precisas) (?:de )?(?:mais |alguma )?(?:ajuda|algo|alguma coisa)(?: mais)? >",
  ],
  explanation: [
    "< (?:e |mas |então )?(?:por que|porque|porquê|por quê|o que (?:é|são|era|aconteceu|mudou|muda|significa|faz|falhou|foi|há|está|falta)|como (?:funciona|se|era|é|está|foi|usar)|quando|onde está|para que)",
  ],
  choice: [
    `${TELL} (?:\\S+ ){0,2}?(?:qual|quais|o que (?:prefere|você prefere|quer|você quer|deseja|decide|decidir|acha|você acha)|que (?:opção|caminho|abordagem)|como (?:quer|prefere|prosseguir|devo|deseja|você|proceder|seguir)|por onde|a sua ${GRANT}|sua ${GRANT}|a ou b|1 ou 2|se (?:prefere(?=(?: \\S+){1,12}? ou )|prossigo|posso|devo|continuo|sigo|aprova|concorda|está de acordo|quer a))`,
    "(?:é |fica |a decisão é |a escolha é )?(?:sua|tua) (?:decisão|escolha|vez) >",
    "(?:você|tu) (?:decide|escolhe|decides|escolhes|manda|quem decide|que sabe|precisa escolher|precisa decidir|tem que escolher|tem que decidir|deve escolher|deve decidir)",
    "(?:a decisão é|a escolha é|fica ao|fica a|isso é) (?:sua|seu critério|teu critério|tua|com você|contigo)",
    "como (?:você )?(?:preferir|preferires) >",
    "< (?:por favor )?(?:escolha|escolhe|selecione|seleciona) (?:uma|um|entre|a opção|qual|sua|a que|o que|a ou|1)",
    `(?:<|por favor|basta|só|apenas) (?:responda|responde|responder|escreva|diga|digite) (?:com |apenas |só |a )?(?:um |uma |o |a )?(?:${YES}|a ou b|a b|1|estas|às|número)`,
    "(?:preciso|falta|precisa se|aguardo|aguardando|esperando|à espera de|à espera da) (?:que (?:você )?(?:decida|escolha|decidas|escolhas|defina)|de uma decisão|(?:d?a )?(?:sua|tua) (?:decisão|escolha|resposta|preferência))",
    "(?:me dê|dê me|me dá|dá me|me passe) (?:um |uma |o |a |sua |a sua )?(?:número|letra|resposta|escolha|opinião|preferência|decisão)",
  ],
  approval: [
    `${TELL} (?:se|caso)${OPEN}(?: \\S+){1,14}? (?:e|que|para que|assim) (?:aí |então )?(?:eu )?${GO}`,
    "(?:se|caso) (?:tudo |isso |o plano |isto )?(?:estiver|esteja|for|parecer|ficar) (?:tudo )?(?:bem|ok|bom|de acordo|certo|correto|adequado)(?: (?:para|com|por) (?:você|ti|vocês))?",
    "(?:se|caso) (?:você )?(?:concordar|concordares|concorde|estiver de acordo|não tiver objeções|achar bom)",
    `(?:aguardo|aguardando|esperando|espero|à espera|no aguardo|fico no aguardo|preciso|pendente|depende|sujeito|com|sem|até|após|mediante) (?:de |da |do |pela |pelo |por |a |ter |receber )?(?:a |o )?(?:sua|seu|suas|seus|tua|teu|tuas) (?:\\S+ )?${GRANT}`,
    "(?:quando|assim que|depois que|após|se|até que|uma vez que|logo que) (?:você |vocês )?(?:me |o |a )?(?:aprovar|aprovares|aprove|confirmar|confirmares|confirme|autorizar|autorize|validar|der o ok|der o|der a|disser|estiver de acordo|concordar|aprovado|aprovada|sua aprovação)",
    "(?:por favor|favor) (?:confirme|confirma|confirmar|aprove|aprova|valide|autorize|revise o plano|revise a proposta|reveja)",
    "< (?:confirme|confirma|aprove|me confirme|confirma me) (?:que|se|e|para|a|o|por favor|>)",
    "(?:me dê|dê|dê me|dá me|me dá) (?:o |a |seu |sua )?(?:ok|sinal verde|aval|aprovação|confirmação|permissão|luz verde)",
    `(?:diga|me diga|responda|escreva|digite|só dizer) (?:que )?(?:${YES})(?: \\S+){0,2} (?:e|para|se|>)`,
    "(?:revise|reveja|revisa) (?:\\S+ ){0,8}e (?:me diga|confirme|aprove|me avise|diga me)",
    "(?:após|depois da|depois de|com) (?:a )?(?:sua )?(?:aprovação|confirmação)(?: \\S+){0,4} (?:eu|prossigo|sigo|vou|continuo|começo|inicio)",
    "não (?:vou|farei|começarei|aplicarei|mexi|irei|fiz) (?:\\S+ ){1,8}(?:até|sem) (?:que|sua|a sua|você|o seu)",
    "(?:pronto|pronta) para (?:\\S+ ){1,6}(?:quando|assim que) (?:você )?(?:quiser|confirmar|aprovar|disser|mandar|der)",
  ],
  input: [
    `por favor (?:\\S+ ){1,14}e (?:eu )?${GO}`,
    `(?:e|depois) ${TELL} (?:se|caso)${OPEN}`,
    "(?:por favor|favor) (?:\\S+ )?(?:me )?(?:compartilhe|partilhe|envie|envia|mande|cole|forneça|indique|informe|diga|passe|suba|anexe|especifique|esclareça|execute (?:\\S+ ){1,12}e|rode (?:\\S+ ){1,12}e)",
    "(?:<|e|depois|então|ou) (?:me )?(?:envie|mande|passe|compartilhe|mostre|manda|envia|passa|mostra|cole|cola)(?: me)? (?:o|a|os|as|seu|sua|um|uma|aqui|que|qual)",
    "(?:e|depois|então|<) (?:me )?(?:diga|avise|conte|fale|informe|diz|avisa|conta|fala|reporte)(?: me)? (?:o que|como|qual|quais|o resultado|se (?:funciona|funcionou|aparece|deu|der|falha|continua)|quando|onde|quem|assim que|>)",
    `${TELL} (?:o que|como|quando|assim que|onde|quem|o resultado|depois que)`,
    "(?:preciso|precisaria|falta me|me falta|faltam|necessito|falta) (?:que (?:você |tu )?(?:me|execute|rode|teste|reinicie|compartilhe|envie|faça|confirme|abra|instale|configure)|(?:de |do |da |dos |das )?(?:o |a |os |as |um |uma |seu |sua |suas )?(?:\\S+ ){0,3}?(?:chave|senha|token|url|arquivo|ficheiro|caminho|credenciais|link|acesso|log|logs|id|nome|conteúdo|print|dados|api)|de acesso|de mais (?:informações|informação|dados|contexto|detalhes)|mais (?:informações|informação|dados|contexto|detalhes)|saber)",
    `${TELL} (?:quando|assim que|depois que)`,
    "(?:quando|assim que|depois que|depois de) (?:você )?(?:tiver|fizer|enviar|compartilhar|executar|rodar|reiniciar|terminar|concluir|configurar|adicionar|instalar|passar|feito|pronto)(?: \\S+){0,14} (?:me avise|avise|me diga|continuo|continuarei|sigo|seguirei|prossigo|vou|posso|poderei|eu)",
    "não (?:posso|consigo) (?:\\S+ ){1,8}(?:sem|até que|enquanto)",
  ],
  courtesy: [
    "(?:se|caso) (?:você )?(?:quiser|quiseres|desejar|precisar|preferir|precisares|queira|deseje|precise|prefira|tiver|houver|gostar)",
    "(?:me avise|avise me|me diga|diga me|avise|me fala|é só|fique à vontade|não hesite)(?: (?:se|caso|em|para|avisar|chamar|falar))",
    "quando (?:quiser|quiseres)",
    "(?:estou|fico|sigo) (?:aqui|à disposição|à sua disposição)",
    "também posso",
  ],
  trouble: [
    "(?<!(?:diga|avise|saber|ver|verifique|confirme|informe) )(?:se|caso) (?:\\S+ ){0,6}?(?:persistir|persista|falhar|falhe|falharem|não funcionar|não funcione|der errado|dê errado|ainda|continuar|continue|voltar|volte|reaparecer|acontecer|acontecer|ocorrer)",
    "(?:se|caso) (?:você )?(?:vir|ver|veja|notar|note|encontrar|encontre|aparecer|apareça|houver|haja) (?:\\S+ ){0,3}?(?:erro|erros|problema|problemas|estranho|falha|falhas)",
    "em caso de (?:erro|erros|falha|problemas)",
  ],
  before: [
    `(?:senão|caso contrário|se não)(?: eu)? ${GO}`,
    "antes (?:que eu (?:comece|continue|prossiga|faça|aplique|implemente|mexa|suba|apague)|de (?:eu )?(?:começar|continuar|prosseguir|aplicar|implementar|mexer|subir|apagar|fazer|passar|commitar|seguir|mesclar))",
  ],
  or: ["ou"],
  another: ["< (?:(?:uma )?outra coisa|algo diferente|(?:um |uma )?outr[oa](?: \\S+)?|nenhum[a]?) >"],
  sequel: ["< (?:e|depois|então|em seguida|também)"],
  unknown: [
    "não (?:o |a |os |as )?(?:encontrei|achei|consegui|consigo|sei|vejo|está claro|ficou claro|aparece|consta|tenho)",
  ],
  answer: ["< (?:sim)(?! (?:ou|não|se))"],
  followUp: [
    "< (?:se|caso|senão|do contrário|eu|minha (?:recomendação|sugestão|preferência|proposta)|recomendo|recomendaria|sugiro|pessoalmente|ambas|posso|por padrão|enquanto isso|opção|ou|assim|assim que)",
  ],
};
