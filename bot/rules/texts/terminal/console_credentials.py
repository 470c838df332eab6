"""The console's page of credentials: rotation, tokens of other systems, access."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # The list.
    "Which secrets GitHub has, and since when, shows with a GitHub token of yours. Rotations that write secrets need "
    "it too.": (
        "Quais secrets o GitHub tem, e desde quando, só aparece com um token seu do GitHub. Trocas que gravam secrets "
        "também precisam dele."
    ),
    "Credentials in use": "Credenciais em uso",
    "Credential": "Credencial",
    "In use since": "Em uso desde",
    "Kept by": "Guardada em",
    "Rotation": "Troca",
    "has expired": "expirou",
    "due today": "vence hoje",
    "due tomorrow": "vence amanhã",
    "due in {count} days": "vence em {count} dias",
    "up to date": "em dia",
    "due on {day}": "vence em {day}",
    "the relay": "relay",
    "written on {day}": "gravado em {day}",
    "GitHub: not known without your token": "GitHub: sem o seu token não se sabe",
    "GitHub: not known now": "GitHub: agora não se sabe",
    "See systems": "Ver os sistemas",
    "On the machine that has the whole key: {command}": "Na máquina que tem a chave inteira: {command}",
    "Ages as of {moment}, when remind-rotation last looked.": (
        "Idades de {moment}, quando o remind-rotation olhou pela última vez."
    ),
    "the change was seen then": "a troca foi vista então",
    "checked by /rotated": "conferido com /rotated",
    "by GitHub's date of the secret": "pela data do secret no GitHub",
    "by rotation.rotated_on of config.yml": "por rotation.rotated_on do config.yml",
    "seen for the first time; may be older": "vista pela primeira vez; pode ser mais antiga",
    "counted from then on; its issue was not found": "contada de novo; a issue dela não foi achada",
    "Twilio is asked with the auth token.": "A Twilio é acessada com o Auth Token.",
    "Make an API key instead": "Criar uma API Key em vez disso",
    # The rotations.
    "Change the auth token": "Trocar o Auth Token",
    "The relay accepts both tokens until the end, so no message is refused.": (
        "O relay aceita os dois tokens até o fim, e assim nenhuma mensagem é recusada."
    ),
    "Change the API key": "Trocar a API Key",
    "The new key has the permissions of the old one, which is deleted when no run needs it.": (
        "A chave nova tem as permissões da antiga, que é excluída quando nenhuma execução precisar dela."
    ),
    "Change the relay's GitHub token": "Trocar o token do relay",
    "GitHub has no API to make one: make it there, for this repository alone, with Contents: read and write, and "
    "Actions: read. Revoke the old one there at the end.": (
        "O GitHub não tem API para criar um: crie-o lá, só para este repositório, com Contents: read and write e "
        "Actions: read. No fim, revogue lá o antigo."
    ),
    "Change the App's key": "Trocar a chave da App",
    "Test the key, and write it to .env before the old one.": (
        "Testar a chave e gravá-la no .env antes da antiga."
    ),
    "Make a private key on the App's page on GitHub, under Private keys, and paste the file that is downloaded, whole. "
    "Both keys are valid until you delete the old one there.": (
        "Crie uma chave na página da App no GitHub, em Private keys, e cole inteiro o arquivo baixado. As duas valem "
        "até você excluir a antiga lá."
    ),
    "Remove the App's old key": "Remover a chave antiga da App",
    "Delete the old key on the App's page on GitHub first.": (
        "Antes, exclua a chave antiga na página da App no GitHub."
    ),
    "Put a new contact key first": "Trocar a CONTACT_KEY",
    "The first of three phases. At no moment is anything sealed that somebody cannot open.": (
        "A primeira de três fases. Em nenhum momento algo é cifrado que alguém não possa abrir."
    ),
    "Seal again what issues hold": "Cifrar de novo as issues",
    "Seal again with the new key what issues hold, at most 300 texts; then run it again.": (
        "Cifrar de novo com a chave nova o que as issues guardam, no máximo 300 textos; depois, rodar de novo."
    ),
    "The second of three phases. People keep their contact ids.": (
        "A segunda de três fases. As pessoas mantêm seus ids de contato."
    ),
    "Remove the older contact key": "Remover a CONTACT_KEY antiga",
    "See that nothing needs the older key.": "Conferir que nada precisa da chave antiga.",
    "The last of three phases. It ends without a change as long as something still needs the older key.": (
        "A última de três fases. Termina sem mudar nada enquanto algo ainda precisar da chave antiga."
    ),
    "Make one on GitHub as it says here, and paste it.": "Crie um no GitHub como está descrito aqui e cole-o.",
    "This needs a GitHub token of yours: it writes the repository's secrets.": (
        "Isto precisa de um token seu do GitHub: grava os secrets do repositório."
    ),
    "What was pasted is too long for a credential.": "O que foi colado é longo demais para uma credencial.",
    "Paste it alone.": "Cole só ela.",
    "There is nothing of that kind to rotate here.": "Não há nada desse tipo para trocar aqui.",
    "This run is not known here any more: the steps of a run are kept for an hour.": (
        "Esta execução não é mais conhecida aqui: os passos ficam guardados por uma hora."
    ),
    # The plan.
    "This writes the repository's secrets, which needs a GitHub token of yours.": (
        "Isto grava os secrets do repositório, o que precisa de um token seu do GitHub."
    ),
    "What will be done": "O que será feito",
    "An earlier run was not completed: {state}.": "Uma execução anterior não terminou: {state}.",
    "Special cases": "Casos especiais",
    "Its SID, SK..., if the workflows have it and nothing here shows which.": (
        "O SID, SK..., se os workflows a têm e nada aqui mostra qual é."
    ),
    "The key in use": "A chave em uso",
    "Make the first key: none is in use": "Criar a primeira chave: nenhuma está em uso",
    "Delete a second token at Twilio that nobody uses": "Excluir um segundo token na Twilio que ninguém usa",
    "Show the plan again": "Mostrar o plano de novo",
    "It goes to the relay's .env and is never shown again. Empty: an interrupted change continues with the one that is "
    "there.": (
        "Vai para o .env do relay e nunca mais é mostrado. Vazio: uma troca interrompida continua com o que está lá."
    ),
    "The whole .pem file; it goes to the relay's .env and is never shown again. Empty: an interrupted change continues "
    "with the key that is there.": (
        "O arquivo .pem inteiro; vai para o .env do relay e nunca mais é mostrado. Vazio: uma troca interrompida "
        "continua com a chave que está lá."
    ),
    "The new private key": "A nova chave privada",
    "Go on": "Continuar",
    "Begin": "Iniciar",
    "Cancel": "Cancelar",
    "It continues if you leave the page. Stopped at any point, it resumes where it was.": (
        "Continua se você sair da página. Se parar em qualquer ponto, retoma de onde estava."
    ),
    "This is running: nothing can be begun or gone on with before it ends.": (
        "Está em andamento: nada pode ser iniciado nem continuado antes que termine."
    ),
    "Something else is being rotated: nothing can be begun before it ends.": (
        "Outra troca está em andamento: nada pode ser iniciado antes que ela termine."
    ),
    # The run.
    "in progress": "em andamento",
    "interrupted": "interrompida",
    "stopped": "parada",
    "nothing was rotated": "nada foi trocado",
    "partly done": "feita em parte",
    "completed": "concluída",
    "Begun by {name}, {moment}.": "Iniciada por {name}, {moment}.",
    "See its steps": "Ver os passos",
    "It was running already: nothing was begun a second time.": (
        "Já estava em andamento: nada foi iniciado uma segunda vez."
    ),
    "This was running already, so something else was not begun: {title}. Begin it when this has ended.": (
        "Isto já estava em andamento, e por isso outra troca não foi iniciada: {title}. Inicie-a quando isto terminar."
    ),
    "Nothing was rotated: the credential in use is the one of before. Run it again for a new one.": (
        "Nada foi trocado: a credencial em uso é a de antes. Rode de novo para ter uma nova."
    ),
    "Part of it is done. Run it again for the rest.": "Uma parte está feita. Rode de novo para o resto.",
    "Steps": "Passos",
    "Seeing how things stand…": "Verificando a situação…",
    "Interrupted: the relay was stopped meanwhile. Run it again: it continues where it was.": (
        "Interrompida: o relay parou no meio. Rode de novo: continua de onde parou."
    ),
    "Running. Waiting for workflow runs to end may take minutes.": (
        "Em andamento. Esperar o fim de execuções de workflows pode levar minutos."
    ),
    "Refresh": "Atualizar",
    "It stopped there. What was done so far stays; run it again and it continues where it was.": (
        "Parou aí. O que foi feito fica; rode de novo e continua de onde parou."
    ),
    "Done.": "Concluído.",
    "Run it again": "Rodar de novo",
    # Tokens of other systems.
    "Tokens of other systems": "Tokens de outros sistemas",
    "A system has two tokens until it uses the new one; the older one stays valid meanwhile. A new token is shown "
    "once.": (
        "Um sistema tem dois tokens até usar o novo; enquanto isso o antigo vale. Um token novo é mostrado uma vez só."
    ),
    "one token": "um token",
    "{count} tokens: an older and a newer one": "{count} tokens: um antigo e um novo",
    "Make a new token": "Criar um token novo",
    "Revoke the older one": "Revogar o antigo",
    "Discard the newer one": "Descartar o novo",
    "Shut this system out": "Barrar este sistema",
    "All its tokens end at once.": "Todos os tokens dele deixam de valer na hora.",
    "Revoke all tokens of {name}": "Revogar todos os tokens de {name}",
    "No other system has a token.": "Nenhum outro sistema tem token.",
    "Letters, digits, - and _, such as painel.": "Letras, dígitos, - e _, como painel.",
    "A new system": "Um sistema novo",
    "Give it a token": "Dar um token",
    "Copy it now: it is shown this once, and kept nowhere else but in the relay's .env.": (
        "Copie agora: é mostrado só desta vez e não fica em nenhum lugar além do .env do relay."
    ),
    "The new token of {name}": "O novo token de {name}",
    "Both tokens are valid now. When the system uses this one, revoke the older one.": (
        "Os dois tokens valem agora. Quando o sistema usar este, revogue o antigo."
    ),
    "The relay accepts the token.": "O relay aceita o token.",
    "The older token is no longer valid.": "O token antigo não vale mais.",
    "The newer token is no longer valid.": "O token novo não vale mais.",
    "The system has no token any more.": "O sistema não tem mais token.",
    "Back to the credentials": "Voltar às credenciais",
    # Access.
    "Access to the console": "Acesso ao console",
    "Administrator": "Administrador",
    "Signed in": "Conectado",
    "Signs in by": "Entra por",
    "you": "você",
    "from one browser": "em um navegador",
    "from {count} browsers": "em {count} navegadores",
    "from no browser": "em nenhum navegador",
    "password or link": "senha ou link",
    "link alone": "só link",
    "Who may sign in is decided on the server: {command}": "Quem pode entrar é definido no servidor: {command}",
    "Your password": "Sua senha",
    "Present password": "Senha atual",
    "New password": "Senha nova",
    "New password once more": "Senha nova outra vez",
    "At least 12 characters, such as four words that do not belong together.": (
        "No mínimo 12 caracteres, como quatro palavras sem relação entre si."
    ),
    "Change the password": "Trocar a senha",
    "Your password is changed, but the store failed before your other browsers were signed out.": (
        "Sua senha foi trocada, mas o armazenamento falhou antes de desconectar seus outros navegadores."
    ),
    "Sign out everywhere once it works.": "Saia de todos os lugares quando ele voltar a funcionar.",
    "What is changed here is written to the .env of this machine, {name}. If a relay runs on another machine too, give "
    "its .env the same.": (
        "O que você mudar aqui é gravado no .env desta máquina, {name}. Se houver um relay também em outra máquina, "
        "faça o mesmo no .env dela."
    ),
    "Sign out everywhere": "Sair de todos os lugares",
    "Ends your sessions in all browsers, this one too.": (
        "Encerra suas sessões em todos os navegadores, inclusive neste."
    ),
    "That is not your present password.": "Essa não é a sua senha atual.",
    "The two new passwords differ.": "As duas senhas novas são diferentes.",
    "The password has more than {count} characters.": "A senha tem mais de {count} caracteres.",
    "You are no administrator any more.": "Você não é mais administrador.",
    "Your password is changed; your other browsers are signed out.": (
        "Sua senha foi trocada; seus outros navegadores foram desconectados."
    ),
}
