import type { Examples } from "./examples.ts";

export const portuguese: Examples = {
  awaiting: [
    "O cache está aquecido. Devo implantá-lo nos outros servidores?",
    "Dois caminhos:\n\n- **SQLite**: um arquivo\n- **Postgres**: escala melhor\n\nMe diga qual você prefere.",
    "Este é o plano. Assim que você aprovar, começo pelo parser.",
    "Sem credenciais não chego ao registro. Por favor, envie o token de staging.",
    "Quer manter as opções antigas? Eu as deixaria como alias, porque há scripts que as usam.",
    "Execute `make flash` com a placa conectada e me diga o que o LED faz.",
    "Escolha uma opção:\n\n1. Manter\n2. Remover\n\nResponda com o número.",
    "Está tudo pronto, mas nada foi enviado. Aguardo sua aprovação.",
    "Qual devo fazer primeiro?\n\n- renomear\n- dividir",
    "Encontrei três candidatos. Sobre o terceiro, a decisão é sua.",
    "Você poderia enviar o log da execução que falhou? O do ticket está cortado.",
    "A migração terminou. Abro um PR?",
    "Tudo bem assim? Se sim, começo agora.",
    "Preciso da chave da API. Assim que você a tiver adicionado, me avise e eu continuo.",
    "Por favor, confirme o plano antes que eu mexa na tabela.",
    "Rebase ou merge?",
    "Tenho duas perguntas antes de continuar:\n1. A coluna pode ser nula?\n2. Alguém ainda lê a tabela antiga?",
    "Tenho duas propostas. Me diga como quer continuar.",
    "Como se chama o bucket de produção? Não encontrei no repositório.",
    "Não vou apagar nada até você confirmar.",
    "Reinicie o serviço e me envie a saída.",
    "Você decide: A ou B.",
    "Pode me passar o link do ticket?",
    "Me dê o OK e eu faço o commit.",
    "Seguimos para a tarefa 4?",
  ],
  settled: [
    "Os 48 testes passam e o branch foi enviado.",
    "Pronto. Me avise se precisar de algo mais.",
    "Atualizei a documentação. Se quiser, também posso adicionar um diagrama.",
    "O erro foi corrigido. Posso ajudar em mais alguma coisa?",
    "Olá! Em que você gostaria de trabalhar hoje?",
    "Por que travava? O socket nunca era fechado. Agora eu o fecho no `finally`.",
    "Mudei o título para “Quer mesmo sair?” e atualizei os snapshots.",
    "A CI ainda está rodando. Informarei quando terminar.",
    "Três agentes exploram o código em segundo plano; depois farei um resumo.",
    "| Pergunta | Resposta |\n| --- | --- |\n| Escala? | Sim |",
    "A consulta:\n\n```sql\nselect name from users where id = ?\n```",
    "### O que mudou?\n\n- O parser lê por partes\n- Os erros indicam a linha",
    "Não hesite em perguntar se algo não ficou claro.",
    "Fico à disposição. A compilação agora leva 40 segundos.",
    "O usuário escolhe um tema na primeira execução e a escolha é salva.",
    "Como funciona? Cada worker pega um lease e o renova a cada dez segundos.",
    "De nada! Alguma outra dúvida?",
    "A CLI agora pede confirmação antes de apagar.",
    "Se o problema persistir, me envie os logs.",
    "Agora você pode rodar `npm start` e abrir a página.",
  ],
  alike: [
    // A wish whose object is not named.
    [
      "O parser está pronto. Quer que eu mova também os outros dois arquivos?",
      "O parser está pronto. Quer mudar ou acrescentar algo?",
    ],
    ["Quer que eu ative a regra?", "Gostaria que eu olhasse outras partes do código?"],
    // A way to go beside a pleasantry.
    ["Devo criar a tag ou quer mudar mais alguma coisa?", "Quer mudar mais alguma coisa ou tem alguma outra dúvida?"],
    ["Precisa de algo mais ou posso fazer o merge?", "Quer ajustar algo ou acrescentar outros detalhes?"],
    // A condition before what it asks for.
    ["Recarregue a página e me diga se o aviso sumiu.", "Se o aviso continuar aparecendo, me envie uma captura."],
    // A condition before a list, or in the sentence before.
    [
      "Para achar a causa:\n- reinicie o worker\n- me envie a saída de `worker --debug`",
      "Se o worker travar ou falhar de novo:\n- reinicie\n- me envie a saída de `worker --debug`",
    ],
    // An answer that the next step waits for.
    ["Me diga se o esboço está certo e eu começo o capítulo dois.", "Me diga se quiser também um diagrama."],
    ["Me avise quando tiver lido e eu continuo com os testes.", "Me avise se tiver dúvidas."],
    // What happens unless somebody says something.
    [
      "Me avise se quiser mudanças; caso contrário, continuo com o passo dois.",
      "Me avise se quiser mudanças; caso contrário, está tudo pronto.",
    ],
    // A way that is none of those named.
    ["Devo usar Postgres, SQLite ou outra coisa?", "Quer ajustar algo ou outra coisa?"],
    // What is said to be a question, and what is asked for so that the speaker can go on.
    [
      "Pergunta: o limite de 5 MB é fixo?\n\nTodo o resto está feito.",
      "O limite de 5 MB é fixo.\n\nTodo o resto está feito.",
    ],
    ["Por favor, preencha os valores em `.env` e eu continuo.", "Os valores em `.env` são preenchidos pela CI."],
  ],
};
