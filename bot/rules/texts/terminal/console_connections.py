"""The console's page *Messaging connections*."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # The account and its addresses.
    "Connection": "Conexão",
    "Provider": "Provedor",
    "saved": "salvo",
    "never shown": "nunca é mostrado",
    "Number for {channel}": "Número de {channel}",
    "Repository": "Repositório",
    "Active": "Ativa",
    "Trial account": "Conta de teste",
    "Suspended or closed": "Suspensa ou encerrada",
    "Not known": "Não se sabe",
    "Not of this account": "Não é desta conta",
    "Calls only": "Só chamadas",
    "Online": "Online",
    "Not online": "Fora do ar",
    "Twilio's sandbox, for trials": "Sandbox da Twilio, para testes",
    "Only Twilio's console shows it": "Só o console da Twilio mostra",
    "Addresses for Twilio's console": "Endereços para o console da Twilio",
    "So Twilio finds this relay. The test says what is wrong with them, and can set it right.": (
        "É por eles que a Twilio acha este relay. O teste diz o que há de errado neles, e pode corrigir."
    ),
    "A message comes in": "Chega uma mensagem (A message comes in)",
    "Twilio brings here what people write, by HTTP POST.": (
        "A Twilio entrega aqui o que as pessoas escrevem, por HTTP POST."
    ),
    "Primary handler fails": "O primeiro falha (Primary handler fails)",
    "Twilio tries this one when the first does not take a message.": (
        "A Twilio tenta este quando o primeiro não aceita uma mensagem."
    ),
    "Status of delivery": "Status da entrega",
    "The bot gives it to Twilio with each message: nothing has to be set.": (
        "O bot o informa à Twilio em cada mensagem: não é preciso configurar nada."
    ),
    "Set at Twilio": "Configurado na Twilio",
    "Not set at Twilio": "Falta na Twilio",
    "Twilio's demo is set": "Está o da demonstração da Twilio",
    "Another system's is set": "Está o de outro sistema",
    "Set without https": "Está sem https",
    "Another path is set": "Está com outro caminho",
    "Set without its end": "Está sem o final",
    "Copy": "Copiar",
    "Copied": "Copiado",
    "Twilio does not answer in time.": "A Twilio não respondeu a tempo.",
    "Try it again in a minute.": "Tente de novo em um minuto.",
    "A change of the connection was cut off: relay and workflows may have different ones.": (
        "Uma mudança da conexão foi interrompida: o relay e os workflows podem ter conexões diferentes."
    ),
    "Open the form and send it once more, as it is or with what you want: it writes everything again.": (
        "Abra o formulário e envie de novo, como está ou com o que você quer: ele grava tudo outra vez."
    ),
    # The test.
    "Test the connection": "Testar conexão",
    "Test of the connection": "Teste da conexão",
    "{when}, by {name}": "{when}, por {name}",
    "Looks at this computer, Twilio, GitHub and the relay, in {count} checks that cost nothing and send nothing. It "
    "takes some seconds.": (
        "Examina este computador, a Twilio, o GitHub e o relay, em {count} verificações que não custam nem enviam "
        "nada. Leva alguns segundos."
    ),
    "Looking what can be set right from here…": "Vendo o que pode ser corrigido daqui…",
    "Setting right, and testing that again…": "Corrigindo e testando isso de novo…",
    "{done} of {count} checks done": "{done} de {count} verificações feitas",
    "Checks done": "Verificações feitas",
    "Refresh": "Atualizar",
    "In order": "Em ordem",
    "Wrong": "Com erro",
    "Worth a look": "A observar",
    "Not visible": "Sem acesso",
    "Not needed": "Não se aplica",
    "Running": "Em andamento",
    "Waiting": "Na fila",
    "Being set right": "Corrigindo",
    "Not run": "Não executada",
    "{seconds} s": "{seconds} s",
    "The others": "As outras",
    "Nothing is wrong.": "Nada está errado.",
    "1 thing is wrong.": "1 coisa está errada.",
    "{count} things are wrong.": "{count} coisas estão erradas.",
    "1 is worth a look.": "1 a observar.",
    "{count} are worth a look.": "{count} a observar.",
    "1 is in order.": "1 está em ordem.",
    "{count} are in order.": "{count} estão em ordem.",
    "1 was not run.": "1 não foi executada.",
    "{count} were not run.": "{count} não foram executadas.",
    "That test is of long ago.": "Esse teste é antigo.",
    "Test the connection again.": "Teste a conexão de novo.",
    "1 cannot be seen from here.": "1 sem acesso daqui.",
    "{count} cannot be seen from here.": "{count} sem acesso daqui.",
    "The test was cut off: the relay's process that ran it ended. Start it again.": (
        "O teste foi interrompido: o processo do relay que o fazia terminou. Comece de novo."
    ),
    "Without a GitHub token of yours {count} checks see too little.": (
        "Sem um token seu do GitHub, {count} verificações veem pouco."
    ),
    "Give the console a GitHub token of yours with {permission}, then test again.": (
        "Informe ao console um token seu do GitHub com {permission} e teste de novo."
    ),
    "Your GitHub token does not show this: it needs {permission}.": (
        "Seu token do GitHub não mostra isso: falta {permission}."
    ),
    "You gave the console no GitHub token: what only an administrator sees cannot be told.": (
        "Você não informou um token do GitHub: não dá para dizer o que só um administrador vê."
    ),
    "GitHub rejects your token (HTTP 401).": "O GitHub recusa seu token (HTTP 401).",
    "Make a new one on GitHub, and give it to the console.": "Crie outro no GitHub e informe ao console.",
    "Your GitHub token does not see this repository.": "Seu token do GitHub não enxerga este repositório.",
    "GitHub accepts your token.": "O GitHub aceita seu token.",
    "Set right": "Corrigir",
    "This will be changed:": "Isto será mudado:",
    "before": "antes",
    "after": "depois",
    "Change it now": "Corrigir agora",
    "There is no such check.": "Não existe essa verificação.",
    "What there is to change is not what was shown any more: look at it again.": (
        "O que há para mudar já não é o que foi mostrado: veja de novo."
    ),
    # The form.
    "Change the connection": "Alterar conexão",
    "Back to the connections": "Voltar às conexões",
    "Back to the form": "Voltar ao formulário",
    "The workflows have this connection too, in GitHub's secrets, which only a token of yours can change. Without it "
    "nothing is changed here: the two must not differ.": (
        "Os workflows também têm esta conexão, nos secrets do GitHub, que só um token seu pode mudar. Sem ele nada é "
        "mudado aqui: os dois não podem divergir."
    ),
    "Without a GitHub token of yours the workflows' secrets cannot be changed from here, and the relay alone is not "
    "changed.": (
        "Sem um token seu do GitHub não dá para mudar daqui os secrets dos workflows, e o relay sozinho não é mudado."
    ),
    "Nothing was changed. What is wrong is said under its field.": (
        "Nada foi mudado. O que está errado aparece sob cada campo."
    ),
    "Account": "Conta",
    "Numbers": "Números",
    "Empty: the account in use stays, {sid}.": "Vazio: continua a conta em uso, {sid}.",
    "Empty: the saved one stays. It is in Twilio's console, beside the Account SID.": (
        "Vazio: continua o que está salvo. Fica no console da Twilio, junto ao Account SID."
    ),
    "Type the token again: no page keeps it.": "Digite o token de novo: nenhuma página o guarda.",
    "Show the numbers of this account": "Ver os números desta conta",
    "The list cannot be had, so type it: {why}": "A lista não está disponível, digite o número: {why}",
    "{number} · Twilio's sandbox, for trials": "{number} · sandbox da Twilio, para testes",
    "{number} · not of this account": "{number} · não é desta conta",
    "None: this channel is not used": "Nenhum: este canal não é usado",
    "Check with Twilio and save": "Conferir com a Twilio e salvar",
    "Cancel": "Cancelar",
    "Twilio is asked first. Only if it agrees, the relay and the workflows get the new connection, both or neither; "
    "the relay needs no restart.": (
        "Primeiro a Twilio é consultada. Só se ela confirmar, o relay e os workflows recebem a nova conexão, os dois "
        "ou nenhum; não é preciso reiniciar o relay."
    ),
    "An Account SID is AC and 32 more digits and small letters, as Twilio's console shows it.": (
        "Um Account SID é AC e mais 32 dígitos e letras minúsculas, como o console da Twilio mostra."
    ),
    "An auth token has 32 digits and small letters: copy it once more from Twilio's console.": (
        "Um auth token tem 32 dígitos e letras minúsculas: copie de novo do console da Twilio."
    ),
    "Write the number with + and the country, such as +55 11 98765-4321.": (
        "Escreva o número com + e o país, como +55 11 98765-4321."
    ),
    "Choose a number for SMS, one for WhatsApp, or both.": (
        "Escolha um número de SMS, um de WhatsApp, ou os dois."
    ),
    "Another account has an auth token of its own: type it here.": (
        "Outra conta tem outro auth token: digite-o aqui."
    ),
    "{names} in .env belong to the account in use.": "{names} no .env são da conta em uso.",
    "Take them out there, and out of the secrets on GitHub, before another account is used.": (
        "Tire de lá, e dos secrets no GitHub, antes de usar outra conta."
    ),
    # The change.
    "That change is of another sign-in, or too long ago.": "Essa mudança é de outro acesso, ou antiga demais.",
    "Twilio knows the account, and the numbers are its own.": "A Twilio conhece a conta, e os números são dela.",
    "The API key of the present account is being rotated: nothing was changed.": (
        "A API Key da conta atual está sendo trocada: nada foi alterado."
    ),
    "Finish that first, by `bot rotate twilio-api-key`.": "Termine isso antes, com `bot rotate twilio-api-key`.",
    "Waiting for something else to end that changes this folder.": (
        "Esperando terminar outra coisa que muda esta pasta."
    ),
    "Writing the secret {name} on GitHub.": "Gravando o secret {name} no GitHub.",
    "Writing the relay's .env.": "Gravando o .env do relay.",
    "Saved: relay and workflows use this connection from now on.": (
        "Salvo: o relay e os workflows usam esta conexão a partir de agora."
    ),
    "Test it now: a number that is new may not call this relay yet, and the test can set that right.": (
        "Teste agora: um número novo talvez ainda não chame este relay, e o teste pode corrigir isso."
    ),
    "Nothing was to change: this is the connection in use.": "Não havia nada a mudar: esta é a conexão em uso.",
    "The change was cut off: the relay's process ended.": (
        "A mudança foi interrompida: o processo do relay terminou."
    ),
    "Send the form once more: it writes everything again.": "Envie o formulário de novo: ele grava tudo outra vez.",
    "The connection was changed meanwhile, in another window or by somebody else: nothing of yours was saved.": (
        "A conexão foi mudada enquanto isso, em outra janela ou por outra pessoa: nada do que você enviou foi salvo."
    ),
    "Open the form again: it shows what holds now.": "Abra o formulário de novo: ele mostra o que vale agora.",
    "Without a GitHub token of yours the workflows' secrets cannot be changed: nothing was changed.": (
        "Sem um token seu do GitHub não dá para mudar os secrets dos workflows: nada foi mudado."
    ),
    "The auth token is being rotated: nothing was changed.": "O auth token está em rotação: nada foi mudado.",
    "Finish that first, by `bot rotate twilio-auth-token`.": (
        "Termine isso antes, com `bot rotate twilio-auth-token`."
    ),
    "{names} of the relay's process hide the lines in .env.": (
        "{names} do processo do relay encobrem as linhas do .env."
    ),
    "Unset them for the relay, start it again, and keep them in .env alone.": (
        "Tire essas variáveis do relay, inicie-o de novo e deixe-as só no .env."
    ),
    "Your GitHub token lacks Secrets: read and write.": "Seu token do GitHub não tem Secrets: read and write.",
    "Add that permission to it on GitHub, then send the form again.": (
        "Acrescente essa permissão no GitHub e envie o formulário de novo."
    ),
    "{names} come from the organization's secrets.": "{names} vêm dos secrets da organização.",
    "Only there they can be taken from this repository.": "Só lá é possível tirá-los deste repositório.",
    "{why} The relay has the earlier connection, but these secrets on GitHub may have the new one: {names}.": (
        "{why} O relay tem a conexão anterior, mas estes secrets no GitHub podem ter a nova: {names}."
    ),
    "Send the form again as soon as GitHub answers: it writes all of them.": (
        "Envie o formulário de novo assim que o GitHub responder: ele grava todos."
    ),
    "{why} Nothing was changed: relay and workflows have the earlier connection.": (
        "{why} Nada foi mudado: o relay e os workflows têm a conexão anterior."
    ),
}
