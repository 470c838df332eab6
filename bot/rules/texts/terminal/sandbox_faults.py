"""The faults of the sandbox, as `bot sandbox fault` lists them."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # The emulated GitHub.
    "Every API call is answered 503.": "Toda chamada à API é respondida com 503.",
    "API calls are refused with 403, a secondary rate limit and Retry-After: 1.": (
        "As chamadas à API são recusadas com 403, um limite secundário e Retry-After: 1."
    ),
    "API calls are refused with 429, a secondary rate limit and Retry-After: 900.": (
        "As chamadas à API são recusadas com 429, um limite secundário e Retry-After: 900."
    ),
    "After 20 new issues within ten minutes creating is refused for 15 minutes, with 403.": (
        "Depois de 20 issues novas em dez minutos, criar é recusado por 15 minutos, com 403."
    ),
    "Creating an issue or a comment is refused with 422: it was submitted too quickly.": (
        "Criar uma issue ou um comentário é recusado com 422: foi rápido demais."
    ),
    "All issues are locked: comments and reactions of workflows are refused with 403.": (
        "Todas as issues estão bloqueadas: comentários e reações de workflows são recusados com 403."
    ),
    "All issues have 2,500 comments: a further one is refused with 403.": (
        "Todas as issues têm 2.500 comentários: mais um é recusado com 403."
    ),
    "A comment on an issue of the last ten seconds is refused with 422: GitHub cannot find it.": (
        "Comentar uma issue dos últimos dez segundos é recusado com 422: o GitHub não a encontra."
    ),
    "Files on a branch of the last ten seconds are answered 404.": (
        "Arquivos de um branch dos últimos dez segundos são respondidos com 404."
    ),
    "A commit within ten seconds of the last one on its branch is refused with 409.": (
        "Um commit menos de dez segundos depois do anterior no mesmo branch é recusado com 409."
    ),
    "Something is created by POST, and then the answer is 502.": (
        "Algo é criado por POST, e depois a resposta é 502."
    ),
    "A repository dispatch is taken, and then the answer is 502.": (
        "Um repository dispatch é aceito, e depois a resposta é 502."
    ),
    "Every API call takes two seconds longer.": "Toda chamada à API demora dois segundos a mais.",
    "Adding a reaction hangs for thirty seconds, is not done, and fails with 502.": (
        "Uma reação fica pendurada por trinta segundos, não é feita e falha com 502."
    ),
    "Every API call is answered 401, as if the token had expired.": (
        "Toda chamada à API é respondida com 401, como se o token tivesse vencido."
    ),
    "Making a token for a GitHub App is answered 503.": (
        "O pedido de um token para um GitHub App é respondido com 503."
    ),
    "The repository is answered 404, as to a token that may no longer see it.": (
        "O repositório é respondido com 404, como a um token que não pode mais vê-lo."
    ),
    "The repository is archived: whatever writes is refused with 403.": (
        "O repositório está arquivado: o que grava é recusado com 403."
    ),
    "The repository belongs to an organization.": "O repositório é de uma organização.",
    "The owner has the plan Free: no branch rules in private repositories, 2,000 minutes.": (
        "O dono tem o plano Free: sem regras de branch em repositórios privados, 2.000 minutos."
    ),
    "No rule protects the default branch.": "Nenhuma regra protege o branch padrão.",
    "Everybody who may read the repository may write to it.": (
        "Todos os que podem ler o repositório podem gravar nele."
    ),
    "The secret CONTACT_KEY is missing.": "Falta o secret CONTACT_KEY.",
    "The labels have neither colours nor descriptions, as those made by naming them.": (
        "As labels não têm cor nem descrição, como as criadas só pelo nome."
    ),
    "The relay's token may do much more than it needs.": "O token do relay pode muito mais do que precisa.",
    "The relay's token is a classic one, which acts on all repositories of its owner.": (
        "O token do relay é clássico e age em todos os repositórios do dono."
    ),
    "The relay's token expires in three days.": "O token do relay vence em três dias.",
    "The relay's token lacks Actions: read.": "O token do relay não tem Actions: read.",
    "The workflow file record-messages.yml is missing on the default branch.": (
        "O arquivo de workflow record-messages.yml falta no branch padrão."
    ),
    "The workflow files on the default branch are those of another version.": (
        "Os arquivos de workflow no branch padrão são de outra versão."
    ),
    "config.yml on the default branch has other settings.": "O config.yml do branch padrão tem outras configurações.",
    "The repository has another name: its former one is answered 301, or 307 to writes.": (
        "O repositório tem outro nome: o antigo é respondido com 301, ou 307 ao gravar."
    ),
    "The repository is public: everybody reads its issues.": "O repositório é público: todos leem as issues.",
    "Issues are switched off: each of them is answered 410.": (
        "As issues estão desligadas: cada uma é respondida com 410."
    ),
    "GitHub's clock is ten minutes behind this machine's.": (
        "O relógio do GitHub está dez minutos atrasado em relação ao desta máquina."
    ),
    "Repository dispatches are answered 404, as for a token without the right.": (
        "Repository dispatches são respondidos com 404, como a um token sem esse direito."
    ),
    "GraphQL queries are refused, as for a token without the right.": (
        "Consultas por GraphQL são recusadas, como a um token sem esse direito."
    ),
    "A GraphQL request of several changes ends with 502 after the first of them.": (
        "Um pedido GraphQL de várias mudanças termina com 502 depois da primeira."
    ),
    "A GraphQL request of several changes ends after the first: 200, and no data.": (
        "Um pedido GraphQL de várias mudanças termina depois da primeira: 200, sem dados."
    ),
    "A change by GraphQL is carried out, and answered as one that went wrong.": (
        "Uma mudança por GraphQL é feita, e respondida como se tivesse dado errado."
    ),
    "Lists of issues by label miss the issues of the last 60 seconds.": (
        "As listas de issues por label não têm as issues dos últimos 60 segundos."
    ),
    "Actions is switched off: events start no workflow, and starting one by hand is refused with 422.": (
        "Actions está desligado: eventos não iniciam workflows, e iniciar um à mão é recusado com 422."
    ),
    "All workflows are disabled: events start none, and starting one by hand is refused with 422.": (
        "Todos os workflows estão desativados: eventos não iniciam nenhum, e iniciar um à mão é recusado com 422."
    ),
    "The scheduled workflows are disabled, since nothing happened here for 60 days.": (
        "Os workflows agendados estão desativados, pois nada aconteceu aqui por 60 dias."
    ),
    "Only actions of this repository may run: each run ends before it begins.": (
        "Só actions deste repositório podem rodar: toda execução termina antes de começar."
    ),
    "Workflows that name no permissions may write.": "Workflows que não declaram permissões podem gravar.",
    "Each run ends in failure at once: the account's minutes are used up or its payment failed.": (
        "Toda execução falha na hora: os minutos da conta acabaram ou o pagamento falhou."
    ),
    "A workflow run ends in failure without having run.": "Uma execução de workflow falha sem ter rodado.",
    "A repository dispatch is answered 204, and no workflow run ever appears.": (
        "Um repository dispatch é respondido com 204, e nenhuma execução aparece."
    ),
    # The emulated Twilio.
    "Every API request is answered 503.": "Todo pedido à API é respondido com 503.",
    "Every API request is answered two seconds late.": "Todo pedido à API é respondido com dois segundos de atraso.",
    "API requests are refused with 429 and code 20429, before anything is done.": (
        "Os pedidos à API são recusados com 429 e o código 20429, antes que algo seja feito."
    ),
    "The message is created, but its sender is answered 502.": (
        "A mensagem é criada, mas quem a envia recebe 502."
    ),
    "The message is created, but the answer takes 30 seconds, longer than most clients wait.": (
        "A mensagem é criada, mas a resposta demora 30 segundos, mais do que a maioria dos clientes espera."
    ),
    "An SMS is refused with 21610, as if the person had sent STOP.": (
        "Um SMS é recusado com 21610, como se a pessoa tivesse enviado STOP."
    ),
    "An SMS is accepted and then undelivered with 30003: the phone cannot be reached.": (
        "Um SMS é aceito e depois não entregue, com 30003: o telefone não é alcançado."
    ),
    "A WhatsApp message is accepted and then failed with 63016: outside the 24-hour window.": (
        "Uma mensagem de WhatsApp é aceita e depois falha com 63016: fora da janela de 24 horas."
    ),
    "A message is refused with that error code of Twilio, such as twilio-refuse-21614.": (
        "Uma mensagem é recusada com esse código de erro da Twilio, como twilio-refuse-21614."
    ),
    "A message is accepted and then fails with that error code, such as twilio-fail-30005.": (
        "Uma mensagem é aceita e depois falha com esse código de erro, como twilio-fail-30005."
    ),
    "A message is not deleted: 409 with 20009, as while its delivery is not complete.": (
        "Uma mensagem não é apagada: 409 com 20009, como enquanto a entrega não termina."
    ),
    "The list of messages lacks those of the last five minutes, as on Twilio's bad days.": (
        "A lista de mensagens não tem as dos últimos cinco minutos, como nos dias ruins da Twilio."
    ),
    "The list lacks those of so many last seconds, such as twilio-lagging-list-07200.": (
        "A lista não tem as de tantos últimos segundos, como twilio-lagging-list-07200."
    ),
    "The account is a trial: SMS bear its prefix, and leave only for phones that are `verified`.": (
        "A conta é de teste: os SMS levam o prefixo dela e só saem para telefones verificados (`verified`)."
    ),
    "The account is suspended: it shows itself, and nothing else.": (
        "A conta está suspensa: mostra só a si mesma."
    ),
    "The account is closed: every request is refused (403).": (
        "A conta está encerrada: todo pedido é recusado (403)."
    ),
    "The balance is 0.42, whatever was spent.": "O saldo é 0,42, seja qual for o gasto.",
    "Our number for SMS belongs to another account: it is not listed, and cannot send.": (
        "Nosso número de SMS é de outra conta: não está na lista e não pode enviar."
    ),
    "Our number can make calls, but neither send nor get SMS.": (
        "Nosso número faz chamadas, mas não envia nem recebe SMS."
    ),
    "The account has no Messaging Service: it was deleted.": "A conta não tem Messaging Service: foi excluído.",
    "No WhatsApp sender is registered: our number is that of Twilio's sandbox.": (
        "Nenhum remetente de WhatsApp está registrado: nosso número é o do sandbox da Twilio."
    ),
    "The WhatsApp sender is offline.": "O remetente de WhatsApp está offline.",
    "The WhatsApp sender waits for its verification.": "O remetente de WhatsApp espera a verificação.",
    "A message is refused with 21609, as if its status callback were no good address.": (
        "Uma mensagem é recusada com 21609, como se o status callback dela não fosse um endereço válido."
    ),
    "The characters of an SMS are replaced by cheaper ones, also in the resource's body.": (
        "Os caracteres de um SMS são trocados por mais baratos, também no texto que a API mostra."
    ),
    "A template sent by a Messaging Service has an empty body in the API.": (
        "Um modelo enviado por um Messaging Service tem texto vazio na API."
    ),
    "A message is sent, but there is no status callback for it.": (
        "Uma mensagem é enviada, mas não há status callback dela."
    ),
    "The balance is refused (404), as for a subaccount.": "O saldo é recusado (404), como a uma subconta.",
    "The balance is answered 500, and everything else works.": "O saldo é respondido com 500, e o resto funciona.",
    "Usage records are answered 500, and everything else works.": (
        "Os registros de uso são respondidos com 500, e o resto funciona."
    ),
    "Usage records and triggers are refused (403), as for an API key without the permission.": (
        "Registros e gatilhos de uso são recusados (403), como a uma chave de API sem a permissão."
    ),
    "The webhook for each inbound message is delivered twice.": (
        "O webhook de cada mensagem recebida é entregue duas vezes."
    ),
    "The status callbacks of a message come in reverse order.": (
        "Os status callbacks de uma mensagem chegam na ordem inversa."
    ),
    # What somebody changes at Twilio by mistake.
    "Both senders call another system's address. Once: it lasts until it is put right.": (
        "Os dois remetentes chamam o endereço de outro sistema. Uma vez: dura até ser corrigido."
    ),
    "Both senders call no address at all. Once.": "Os dois remetentes não chamam endereço nenhum. Uma vez.",
    "The number calls Twilio's demo, as a new number does. Once.": (
        "O número chama a demonstração da Twilio, como um número novo. Uma vez."
    ),
    "The addresses of both senders lack the part that makes Twilio retry. Once.": (
        "Os endereços dos dois remetentes não têm a parte que faz a Twilio tentar de novo. Uma vez."
    ),
    "The number's webhook is sent by GET. Once.": "O webhook do número é enviado por GET. Uma vez.",
    "Both senders have no fallback address. Once.": "Os dois remetentes não têm endereço de reserva. Uma vez.",
    "An application answers the number, in place of its addresses. Once.": (
        "Uma aplicação atende o número, no lugar dos endereços dele. Uma vez."
    ),
    "A Messaging Service answers the number, in place of its addresses. Once.": (
        "Um Messaging Service atende o número, no lugar dos endereços dele. Uma vez."
    ),
    "No Messaging Service has our senders in its pool. Once.": (
        "Nenhum Messaging Service tem nossos remetentes. Uma vez."
    ),
    "SMS to Brazil are not switched on. Once.": "SMS para o Brasil não estão ligados. Uma vez.",
    "SMS to a country that nobody asked for are switched on. Once.": (
        "SMS para um país que ninguém pediu estão ligados. Uma vez."
    ),
    "Another auth token is the primary one: ours opens the API, and signs nothing any more. Once.": (
        "O auth token primário é outro: o nosso abre a API e não assina mais nada. Uma vez."
    ),
}
