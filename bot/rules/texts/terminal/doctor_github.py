"""What `bot doctor` finds at GitHub. The names of permissions and pages stay as GitHub shows them."""

from __future__ import annotations

from collections.abc import Mapping

_PERMISSIONS = (
    "Actions: read",
    "Administration: read",
    "Contents: read",
    "Contents: read and write; Actions: read",
    "Issues: read",
    "Issues: read and write",
    "Metadata: read",
    "Organization administration: read",
    "Plan: read",
    "Secrets: read",
    "Variables: read",
)
_TITLES = {
    "GitHub answers": "O GitHub responde",
    "GitHub accepts the relay's credentials": "O GitHub aceita a credencial do relay",
    "The repository is there": "O repositório existe",
    "The relay may dispatch events": "O relay pode disparar eventos",
    "The relay may see workflow runs": "O relay pode ver as execuções",
    "The token lasts": "Validade do token",
    "No right too many": "Nenhuma permissão sobrando",
    "The administrator's token": "Token de quem administra",
    "Who sees the repository": "Quem vê o repositório",
    "The repository takes changes": "O repositório aceita mudanças",
    "Protection of the default branch": "Proteção do branch padrão",
    "Who may write": "Quem pode escrever",
    "Calls from other repositories": "Chamadas de outros repositórios",
    "Minutes of Actions": "Minutos do Actions",
    "Workflows on the default branch": "Workflows no branch padrão",
    "Workflows are switched on": "Os workflows estão ligados",
    "config.yml on the default branch": "config.yml no branch padrão",
    "Secrets of the workflows": "Secrets dos workflows",
    "Variables of the workflows": "Variáveis dos workflows",
    "Erasures leave no history": "Apagar não deixa histórico",
    "Workflows that name no permissions": "Workflows que não declaram permissões",
    "The last runs": "As últimas execuções",
    "Schedules at GitHub": "Agendamentos no GitHub",
    "Issues": "Issues",
    "Plan": "Plano",
    "Labels": "Labels",
    "Actions": "Actions",
    "A dispatch becomes a run": "Um evento vira uma execução",
    "Labels come by naming them": "Labels surgem ao serem citadas",
    "Lists by label": "Listas por label",
    "Locked issues": "Issues trancadas",
    "Reactions": "Reações",
    "a workflow run": "uma execução de workflow",
    "an issue": "uma issue",
}
_ACCESS = {
    "Not known before {check} is in order.": "Só dá para saber depois que {check} estiver em ordem.",
    "The relay's credentials do not show this: they lack {permission}.": (
        "A credencial do relay não mostra isso: falta {permission}."
    ),
    "The relay's credentials do not show this: it needs {permission}.": (
        "A credencial do relay não mostra isso: é preciso {permission}."
    ),
    "They need, for this repository alone: {permissions}.": (
        "Ela precisa, só neste repositório, de: {permissions}."
    ),
    (
        "Give this shell a token of yours with {permission}: read -rs ADMIN_GITHUB_TOKEN && export "
        "ADMIN_GITHUB_TOKEN. Then run it again."
    ): (
        "Dê a este terminal um token seu com {permission}: read -rs ADMIN_GITHUB_TOKEN && export "
        "ADMIN_GITHUB_TOKEN. Depois rode de novo."
    ),
    "ADMIN_GITHUB_TOKEN does not show this: it needs {permission}.": (
        "O ADMIN_GITHUB_TOKEN não mostra isso: é preciso {permission}."
    ),
    "Add {permission} to that token on GitHub, then run it again.": (
        "Acrescente {permission} a esse token no GitHub e rode de novo."
    ),
    "{api} answers.": "{api} responde.",
    "{api}: {what}": "{api}: {what}",
    "{api} cannot be reached: {why}": "Não dá para alcançar {api}: {why}",
    "its name leads nowhere.": "o nome não leva a lugar nenhum.",
    "the connection is refused.": "a conexão é recusada.",
    "nothing comes back.": "nada volta.",
    "its certificate is not trusted here.": "o certificado não é confiável aqui.",
    "the connection breaks off.": "a conexão se interrompe.",
    "{api} is out of order (HTTP {status}).": "{api} está fora do ar (HTTP {status}).",
    "githubstatus.com shows outages. Until it is over the relay keeps what comes; nothing is lost.": (
        "githubstatus.com mostra as quedas. Até passar, o relay guarda o que chega; nada se perde."
    ),
    "{api} answers; {left} of {most} requests of this hour are left.": (
        "{api} responde; restam {left} de {most} requisições nesta hora."
    ),
    "It passes within the hour. Find out what else uses this token.": (
        "Passa em até uma hora. Descubra o que mais usa este token."
    ),
    "Find out what else uses this token.": "Descubra o que mais usa este token.",
    "See that this computer reaches it (DNS, firewall, proxy); githubstatus.com shows outages.": (
        "Verifique se este computador chega até lá (DNS, firewall, proxy); githubstatus.com mostra as quedas."
    ),
    "GitHub rejects GITHUB_TOKEN (HTTP 401): it expired, was revoked, or was copied in part.": (
        "O GitHub recusa o GITHUB_TOKEN (HTTP 401): expirou, foi revogado ou foi copiado pela metade."
    ),
    "Make a new token and run `bot rotate github-token`, or use a GitHub App, which does not expire.": (
        "Crie um token novo e rode `bot rotate github-token`, ou use um GitHub App, que não expira."
    ),
    "GitHub accepts the App's key.": "O GitHub aceita a chave do App.",
    "GitHub accepts GITHUB_TOKEN.": "O GitHub aceita o GITHUB_TOKEN.",
    "The repository is {name}.": "O repositório é {name}.",
    "The relay's credentials find no repository {name} (HTTP 404).": (
        "A credencial do relay não encontra o repositório {name} (HTTP 404)."
    ),
    "GitHub has no account named {owner}.": "Não existe no GitHub a conta {owner}.",
    "Correct GITHUB_REPO_OWNER in .env.": "Corrija GITHUB_REPO_OWNER no .env.",
    "Did you mean {name}? Correct GITHUB_REPO_OWNER and GITHUB_REPO_NAME.": (
        "Seria {name}? Corrija GITHUB_REPO_OWNER e GITHUB_REPO_NAME."
    ),
    (
        "If the name is right, the token does not include it: on GitHub, add the repository to the token, or install "
        "the App in it. An organization may have to approve the token first."
    ): (
        "Se o nome estiver certo, o token não o inclui: no GitHub, acrescente o repositório ao token, ou instale o App "
        "nele. Uma organização talvez precise aprovar o token antes."
    ),
    "The relay's credentials may not dispatch events: they lack Contents: write.": (
        "A credencial do relay não pode disparar eventos: falta Contents: write."
    ),
    "The relay may dispatch events.": "O relay pode disparar eventos.",
    "The relay's credentials may not see workflow runs: they lack Actions: read.": (
        "A credencial do relay não pode ver as execuções: falta Actions: read."
    ),
    "The relay may see workflow runs.": "O relay pode ver as execuções.",
    "A GitHub App's key does not expire.": "A chave de um GitHub App não expira.",
    "GITHUB_TOKEN does not expire.": "O GITHUB_TOKEN não expira.",
    "GITHUB_TOKEN expires on {day}.": "O GITHUB_TOKEN expira em {day}.",
    "GITHUB_TOKEN is a classic token ({scopes}): it acts on every repository of its owner.": (
        "O GITHUB_TOKEN é um token clássico ({scopes}): vale para todos os repositórios do dono."
    ),
    "Replace it by a GitHub App, or by a fine-grained token for this repository: `bot rotate github-token`.": (
        "Troque-o por um GitHub App ou por um token fine-grained só deste repositório: `bot rotate github-token`."
    ),
    "The relay's credentials may also use: {permissions}.": (
        "A credencial do relay também dá acesso a: {permissions}."
    ),
    "The relay's token also sees other private repositories: {count}.": (
        "O token do relay também vê outros repositórios privados: {count}."
    ),
    "Limit the token to this repository, on its page on GitHub.": (
        "Limite o token a este repositório, na página dele no GitHub."
    ),
    "No right beyond what the relay needs was found.": (
        "Não foi encontrada nenhuma permissão além das que o relay precisa."
    ),
    "ADMIN_GITHUB_TOKEN is not set: what only an administrator sees cannot be told.": (
        "ADMIN_GITHUB_TOKEN não está definido: não dá para saber o que só quem administra vê."
    ),
    "GitHub rejects ADMIN_GITHUB_TOKEN (HTTP 401).": "O GitHub recusa o ADMIN_GITHUB_TOKEN (HTTP 401).",
    "Make a new one, and set it in this shell.": "Crie um novo e defina-o neste terminal.",
    "ADMIN_GITHUB_TOKEN does not see this repository.": "O ADMIN_GITHUB_TOKEN não vê este repositório.",
    "Add the repository to that token on its page on GitHub.": (
        "Acrescente o repositório a esse token, na página dele no GitHub."
    ),
    "GitHub accepts ADMIN_GITHUB_TOKEN.": "O GitHub aceita o ADMIN_GITHUB_TOKEN.",
}
_REPOSITORY = {
    "The repository is private.": "O repositório é privado.",
    "The repository is public, and privacy.public_repository is allow: everybody reads what people write.": (
        "O repositório é público e privacy.public_repository é allow: todo mundo lê o que as pessoas escrevem."
    ),
    "Make it private on GitHub, Settings > General, or set privacy.public_repository to seal.": (
        "Torne-o privado no GitHub, Settings > General, ou mude privacy.public_repository para seal."
    ),
    "The repository is public: texts are sealed, and files that people send are not kept.": (
        "O repositório é público: os textos ficam cifrados e os arquivos enviados não são guardados."
    ),
    "Make it private on GitHub, Settings > General, if that was not meant.": (
        "Se não era essa a intenção, torne-o privado no GitHub: Settings > General."
    ),
    "Issues are switched on.": "As issues estão ligadas.",
    "Issues are switched off.": "As issues estão desligadas.",
    "Switch them on on GitHub: Settings > General > Features.": (
        "Ligue-as no GitHub: Settings > General > Features."
    ),
    "The repository is archived: nothing can be written.": (
        "O repositório está arquivado: não é possível escrever nada."
    ),
    "Unarchive it on GitHub: Settings > General > Danger Zone.": (
        "Desarquive-o no GitHub: Settings > General > Danger Zone."
    ),
    "The repository is not archived.": "O repositório não está arquivado.",
    (
        "The owner's plan has no branch rules for private repositories: whoever has the relay's token can push code "
        "that reads every secret."
    ): (
        "O plano do dono não tem regras de branch em repositórios privados: quem tiver o token do relay pode enviar "
        "código que lê todos os secrets."
    ),
    (
        "Keep the relay on a machine that only you reach and let it use a GitHub App, or take a plan with rules (Pro, "
        "Team, Enterprise). .github/SECURITY.md says what is open without them."
    ): (
        "Deixe o relay em uma máquina que só você acessa e use um GitHub App, ou contrate um plano com regras (Pro, "
        "Team, Enterprise). O .github/SECURITY.md diz o que fica aberto sem elas."
    ),
    "Rules hold back pushes to {branch}: {rules}.": "Regras impedem o envio direto para {branch}: {rules}.",
    (
        "No rule holds back pushes to {branch}: whoever has the relay's token can push code that reads every secret."
    ): (
        "Nenhuma regra impede o envio direto para {branch}: quem tiver o token do relay pode enviar código que lê "
        "todos os secrets."
    ),
    (
        "On GitHub, Settings > Rules > Rulesets: let nothing reach the default branch but by a pull request, and "
        "nobody but administrators bypass that."
    ): (
        "No GitHub, Settings > Rules > Rulesets: exija pull request para o branch padrão, e deixe que só quem "
        "administra possa contornar isso."
    ),
    "Workflows of a public repository can be called from everywhere.": (
        "Os workflows de um repositório público podem ser chamados de qualquer lugar."
    ),
    (
        "Only this repository calls order-message. For others: Settings > Actions > General > Access, on GitHub."
    ): (
        "Só este repositório chama o order-message. Para outros: Settings > Actions > General > Access, no GitHub."
    ),
    (
        "The owner's other repositories may call order-message; whoever may read them sees the logs of those runs."
    ): (
        "Os outros repositórios do dono podem chamar o order-message; quem pode lê-los vê os logs dessas execuções."
    ),
    "All repositories of the organization may call order-message; whoever may read them sees those logs.": (
        "Todos os repositórios da organização podem chamar o order-message; quem pode lê-los vê esses logs."
    ),
    "The plan is Free: no branch rules in private repositories, and 2,000 minutes of Actions a month.": (
        "O plano é o Free: sem regras de branch em repositórios privados e com 2.000 minutos do Actions por mês."
    ),
    "See .github/SECURITY.md for what is open without rules.": (
        "O .github/SECURITY.md diz o que fica aberto sem regras."
    ),
    "The plan is {plan}.": "O plano é o {plan}.",
    "Actions costs no minutes in a public repository.": "Em um repositório público o Actions não gasta minutos.",
    "Minutes of Actions used this month: {used}; the token does not show the plan.": (
        "Minutos do Actions usados neste mês: {used}; o token não mostra o plano."
    ),
    "Minutes of Actions left this month: {left} of {included}.": (
        "Minutos do Actions que restam neste mês: {left} de {included}."
    ),
    "No workflow runs until next month, or until the owner allows a budget: Settings > Billing and plans.": (
        "Nenhum workflow roda até o mês que vem, ou até o dono liberar um orçamento: Settings > Billing and plans."
    ),
    "Allow a budget on GitHub (Settings > Billing and plans), or take a larger plan.": (
        "Libere um orçamento no GitHub (Settings > Billing and plans), ou contrate um plano maior."
    ),
    "People who may write, so read every secret: {count}.": (
        "Pessoas que podem escrever, e assim ler todos os secrets: {count}."
    ),
    "Give people who only answer the role triage: Settings > Collaborators, on GitHub.": (
        "Dê a quem só responde o papel triage: Settings > Collaborators, no GitHub."
    ),
}
PORTUGUESE: Mapping[str, str] = {
    "What answers at {url} is not GitHub's API.": "O que responde em {url} não é a API do GitHub.",
    **{name: name for name in _PERMISSIONS},
    **_TITLES,
    **_ACCESS,
    **_REPOSITORY,
}
