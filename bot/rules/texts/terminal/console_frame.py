"""What is around the console's pages: menu, sign-in, language, the GitHub token."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # The menu.
    "Overview": "Situação",
    "Messages": "Mensagens",
    "Send a message": "Enviar Mensagem",
    "Messaging connections": "Conexões de Mensageria",
    "Credentials": "Credenciais",
    "Pages": "Páginas",
    "Skip to the content": "Ir para o conteúdo",
    "Signed in as": "Você entrou como",
    "Sign out": "Sair",
    "To the first page": "Ir para a página inicial",
    # Signing in.
    "Sign in": "Entrar",
    "Sign in by link": "Entrar pelo link",
    "This link signs you in once.": "Este link vale para entrar uma única vez.",
    "Name": "Nome",
    "Password": "Senha",
    "Without a password: `bot console login` on the server makes a link that works once.": (
        "Sem senha: `bot console login` no servidor cria um link que vale uma vez."
    ),
    "Name and password do not fit each other.": "Nome e senha não conferem.",
    "Too many tries. Wait a minute; `bot console login` on the server always works.": (
        "Tentativas demais. Espere um minuto; `bot console login` no servidor sempre funciona."
    ),
    "This link was used before, or is older than ten minutes.": (
        "Este link já foi usado ou tem mais de dez minutos."
    ),
    "Your session had ended: what you sent was not done. Sign in and send it again.": (
        "Sua sessão tinha terminado: o que você enviou não foi feito. Entre e envie de novo."
    ),
    "Your session had ended: nothing was sent. Copy what you had written, sign in and send it again.": (
        "Sua sessão tinha terminado: nada foi enviado. Copie o que você escreveu, entre e envie de novo."
    ),
    "Your session has ended, and nothing was sent. Sign in in another tab, then send it again here.": (
        "Sua sessão terminou, e nada foi enviado. Entre em outra aba e depois envie de novo aqui."
    ),
    "Sign in in another tab": "Entrar em outra aba",
    "You have signed in again since this page was loaded, as {name}: send it once more.": (
        "Você entrou de novo depois que esta página foi carregada, como {name}: envie mais uma vez."
    ),
    # What a page says of a part that it cannot renew, and of a form that is not taken.
    "The page cannot be renewed at the moment: it shows what was known at {time}.": (
        "Não é possível atualizar a página agora: ela mostra o que se sabia às {time}."
    ),
    "The relay has not answered as it should. What is on this page stays: try again in a moment.": (
        "O relay não respondeu como deveria. O que está nesta página fica: tente de novo daqui a pouco."
    ),
    # What is refused.
    "This form was sent by another site. Open the console and send it from there.": (
        "Este formulário veio de outro site. Abra o console e envie por lá."
    ),
    "This form is of an earlier sign-in. Load the page again and send it once more.": (
        "Este formulário é de um acesso anterior. Recarregue a página e envie de novo."
    ),
    "The console is off. `bot console password` on the server switches it on.": (
        "O console está desligado. `bot console password` no servidor o liga."
    ),
    "There is no such page.": "Esta página não existe.",
    "This address only takes forms. Open the page that has the form.": (
        "Este endereço só recebe formulários. Abra a página que tem o formulário."
    ),
    "That is too much for a form. Send less at once.": "Isso é demais para um formulário. Envie menos de uma vez.",
    "The request cannot be understood.": "Não foi possível entender a solicitação.",
    "Something went wrong here. The relay's log names the place.": (
        "Algo deu errado aqui. O log do relay diz onde."
    ),
    # The visitor's GitHub token.
    "Your GitHub token": "Seu token do GitHub",
    "Your GitHub token is in use": "Seu token do GitHub está em uso",
    "No GitHub token": "Sem token do GitHub",
    "Give the console a GitHub token of yours for this session": (
        "Informe um token seu do GitHub para esta sessão"
    ),
    "The relay's own token can start workflows, and little else. What needs more, such as reading issues or writing "
    "secrets, is done with yours.": (
        "O token do próprio relay só inicia workflows e pouco mais. O que exige mais, como ler issues ou gravar "
        "secrets, é feito com o seu."
    ),
    "It stays in this browser, sealed, until you sign out; the relay has it in memory while it answers, and writes it "
    "nowhere.": (
        "Ele fica neste navegador, lacrado, até você sair; o relay o tem na memória enquanto responde e não o grava "
        "em lugar nenhum."
    ),
    "Token": "Token",
    "A fine-grained token for this repository alone, with Issues, Actions and Secrets: read and write; a day is long "
    "enough.": (
        "Um token fine-grained só para este repositório, com Issues, Actions e Secrets: read and write; validade de "
        "um dia basta."
    ),
    "That is no token of GitHub's: they have no blanks and begin with github_pat_ or ghp_.": (
        "Isso não é um token do GitHub: eles não têm espaços e começam com github_pat_ ou ghp_."
    ),
    "Use it for this session": "Usar nesta sessão",
    "Forget it": "Esquecer",
}
