"""What `bot doctor` finds of the workflows at GitHub. The names of permissions and pages stay as GitHub shows them."""

from __future__ import annotations

from collections.abc import Mapping

_CONTENT = {
    "Missing on the default branch: {names}.": "Faltam no branch padrão: {names}.",
    "Push this project to the default branch: GitHub starts only the workflows that are there.": (
        "Envie este projeto para o branch padrão: o GitHub só inicia os workflows que estão lá."
    ),
    "The default branch has the workflows. There is no checkout here to compare them with.": (
        "O branch padrão tem os workflows. Não há aqui um clone para comparar."
    ),
    "Other than in this folder on the default branch: {names}.": (
        "Diferentes desta pasta no branch padrão: {names}."
    ),
    "Push what is here to the default branch, or pull what is there: `git status` and `git pull` show which.": (
        "Envie o que está aqui para o branch padrão, ou traga o que está lá: `git status` e `git pull` mostram qual."
    ),
    "The workflows on the default branch are those of this folder.": (
        "Os workflows do branch padrão são os desta pasta."
    ),
    "There is no config.yml on the default branch, which the workflows read.": (
        "Não há config.yml no branch padrão, e é ele que os workflows leem."
    ),
    "Commit config.yml and push it to the default branch.": (
        "Faça commit do config.yml e envie para o branch padrão."
    ),
    "config.yml cannot be compared: the file here or that on the default branch is not readable YAML.": (
        "Não dá para comparar o config.yml: o daqui ou o do branch padrão não é YAML legível."
    ),
    "Run `bot config check` here, and push the file.": "Rode `bot config check` aqui e envie o arquivo.",
    "config.yml on the default branch has other settings than here: {names}.": (
        "O config.yml do branch padrão tem configurações diferentes das daqui: {names}."
    ),
    "The workflows read the one on the default branch: commit and push this one, or pull that one.": (
        "Os workflows leem o do branch padrão: faça commit e envie este, ou traga aquele."
    ),
    "config.yml on the default branch has the settings of this one.": (
        "O config.yml do branch padrão tem as mesmas configurações deste."
    ),
    "Secrets that the workflows lack: {names}.": "Secrets que faltam aos workflows: {names}.",
    "Set them with `bot doctor --fix`, or under Settings > Secrets and variables > Actions, on GitHub.": (
        "Defina-os com `bot doctor --fix`, ou em Settings > Secrets and variables > Actions, no GitHub."
    ),
    (
        "Set CONTACT_KEY to the key that you put into a safe place, under Settings > Secrets and variables > "
        "Actions, on GitHub; only that one opens what the relay seals."
    ): (
        "Defina CONTACT_KEY com a chave que você guardou, em Settings > Secrets and variables > Actions, no GitHub; só "
        "ela abre o que o relay lacra."
    ),
    "All secrets are there that the workflows must have. Optional, and not set: {names}.": (
        "Todos os secrets obrigatórios estão lá. Opcionais e não definidos: {names}."
    ),
    "All secrets of the workflows are there.": "Todos os secrets dos workflows estão lá.",
    "privacy.erasure is ask: maintainers decide about each erasure.": (
        "privacy.erasure é ask: a equipe decide sobre cada pedido de apagar."
    ),
    "The secret ERASURE_TOKEN is there: erased conversations are deleted whole.": (
        "O secret ERASURE_TOKEN está lá: as conversas apagadas são excluídas por inteiro."
    ),
    "The secret ERASURE_TOKEN is not set: the edit history of erased conversations stays until deleted by hand.": (
        "O secret ERASURE_TOKEN não está definido: o histórico de edições das conversas apagadas fica até ser excluído "
        "à mão."
    ),
    "Set it to a token of an administrator with Issues: write: see docs/privacy.md.": (
        "Defina-o com um token de quem administra, com Issues: write: veja docs/privacy.md."
    ),
    "replies.mode is every-comment, but the variable EVERY_COMMENT is not true: comments start no workflow.": (
        "replies.mode é every-comment, mas a variável EVERY_COMMENT não é true: os comentários não iniciam nenhum "
        "workflow."
    ),
    "Set it with `bot doctor --fix`, or on GitHub: Settings > Secrets and variables > Actions > Variables.": (
        "Defina-a com `bot doctor --fix`, ou no GitHub: Settings > Secrets and variables > Actions > Variables."
    ),
    "The variable EVERY_COMMENT is true, but replies.mode is command: each comment costs a run for nothing.": (
        "A variável EVERY_COMMENT é true, mas replies.mode é command: cada comentário gasta uma execução à toa."
    ),
    "Delete the variable, with `bot doctor --fix` or on GitHub.": (
        "Exclua a variável, com `bot doctor --fix` ou no GitHub."
    ),
    "The variables of the repository fit config.yml.": "As variáveis do repositório combinam com o config.yml.",
    "`bot doctor --fix` makes them, with colours and descriptions.": (
        "`bot doctor --fix` as cria, com cores e descrições."
    ),
    "Labels that do not exist yet: {names}.": "Labels que ainda não existem: {names}.",
    "Labels without colour and description: {names}.": "Labels sem cor nem descrição: {names}.",
    "The labels are there, with colours and descriptions.": "As labels estão lá, com cores e descrições.",
    "Switch them on with `bot doctor --fix`, or under Actions, on GitHub.": (
        "Ligue-os com `bot doctor --fix`, ou em Actions, no GitHub."
    ),
    "Workflows that somebody switched off: {names}.": "Workflows que alguém desligou: {names}.",
    "Workflows that GitHub switched off, since nothing happened here for 60 days: {names}.": (
        "Workflows que o GitHub desligou, porque nada aconteceu aqui por 60 dias: {names}."
    ),
    "Workflows that GitHub does not run: {names}.": "Workflows que o GitHub não roda: {names}.",
    "In a fork, allow workflows under Actions, on GitHub.": "Em um fork, libere os workflows em Actions, no GitHub.",
    "All workflows are switched on.": "Todos os workflows estão ligados.",
}
_RUNS = {
    "Actions runs the workflows: one succeeded within a day.": (
        "O Actions roda os workflows: um terminou bem nas últimas 24 horas."
    ),
    "Actions is switched off in this repository.": "O Actions está desligado neste repositório.",
    "Switch it on with `bot doctor --fix`, or under Settings > Actions > General, on GitHub.": (
        "Ligue-o com `bot doctor --fix`, ou em Settings > Actions > General, no GitHub."
    ),
    "Actions by GitHub itself may not run here, and the workflows use actions/checkout.": (
        "Ações do próprio GitHub não podem rodar aqui, e os workflows usam actions/checkout."
    ),
    "Allow them with `bot doctor --fix`, or under Settings > Actions > General, on GitHub.": (
        "Libere-as com `bot doctor --fix`, ou em Settings > Actions > General, no GitHub."
    ),
    "Actions is on, and may use what the workflows use.": (
        "O Actions está ligado e pode usar o que os workflows usam."
    ),
    "A workflow that names no permissions may write here. Those of the bot name theirs; others may not.": (
        "Um workflow que não declara permissões pode escrever aqui. Os do bot declaram as suas; outros, talvez não."
    ),
    "On GitHub, Settings > Actions > General > Workflow permissions: choose reading.": (
        "No GitHub, Settings > Actions > General > Workflow permissions: escolha leitura."
    ),
    "A workflow that names no permissions may only read.": "Um workflow que não declara permissões só pode ler.",
    "No workflow has run yet.": "Nenhum workflow rodou ainda.",
    "Text the number, or start reconcile under Actions: *Run workflow*.": (
        "Envie uma mensagem ao número, ou inicie o reconcile em Actions: *Run workflow*."
    ),
    "The newest run of each workflow is in order: {count}.": (
        "A última execução de cada workflow está em ordem: {count}."
    ),
    "The newest run failed of: {names}.": "Falhou a última execução de: {names}.",
    "GitHub did not start it: its page under Actions says what the workflow may not use or what it lacks.": (
        "O GitHub não a iniciou: a página dela em Actions diz o que o workflow não pode usar ou o que falta nele."
    ),
    (
        "No job began: the minutes of Actions are used up, or a payment failed. The owner sees it under Settings > "
        "Billing and plans."
    ): (
        "Nenhum job começou: os minutos do Actions acabaram, ou um pagamento falhou. O dono vê isso em Settings > "
        "Billing and plans."
    ),
    "Open the run under Actions on GitHub: its summary says what went wrong and what to do.": (
        "Abra a execução em Actions, no GitHub: o resumo diz o que deu errado e o que fazer."
    ),
    "The scheduled workflows have succeeded when they should.": (
        "Os workflows agendados terminaram bem quando deviam."
    ),
    "No scheduled workflow has run yet: GitHub starts them at their hours, once the default branch has them.": (
        "Nenhum workflow agendado rodou ainda: o GitHub os inicia nos seus horários, quando estão no branch padrão."
    ),
    "Start reconcile under Actions (*Run workflow*), or look again tomorrow.": (
        "Inicie o reconcile em Actions (*Run workflow*), ou olhe de novo amanhã."
    ),
    "Scheduled, and without a success for too long: {names}.": (
        "Agendados e há tempo demais sem terminar bem: {names}."
    ),
    (
        "Start each under Actions (*Run workflow*) and see how it ends. GitHub stops schedules after 60 idle days, and "
        "when whoever last changed the cron line leaves: then commit a change to that line."
    ): (
        "Inicie cada um em Actions (*Run workflow*) e veja como termina. O GitHub para os agendamentos após 60 dias "
        "sem atividade, e quando sai quem mudou por último a linha do cron: então faça um commit que mude essa linha."
    ),
}
_FIRST_CONTACT = {
    "No run named after the dispatch appeared within {seconds} seconds.": (
        "Nenhuma execução com o nome do evento apareceu em {seconds} segundos."
    ),
    "See the checks of Actions and of the workflows: record-delivery.yml must name its runs.": (
        "Veja os testes do Actions e dos workflows: o record-delivery.yml precisa dar nome às execuções."
    ),
    "The run appeared after {seconds} s and ended with {conclusion}.": (
        "A execução apareceu após {seconds} s e terminou com {conclusion}."
    ),
    "It is slow: look at it under Actions, on GitHub.": "Está lenta: olhe em Actions, no GitHub.",
    "Open the run under Actions: often the secret CONTACT_KEY there does not belong to the RELAY_KEY here.": (
        "Abra a execução em Actions: muitas vezes o secret CONTACT_KEY de lá não é o da RELAY_KEY daqui."
    ),
    "A label that is named in a new issue comes into being.": "Uma label citada em uma issue nova passa a existir.",
    "A label that is named in a new issue does not come into being.": (
        "Uma label citada em uma issue nova não passa a existir."
    ),
    "Make the labels with `bot setup`, and report this: the bot gives each person a label.": (
        "Crie as labels com `bot setup` e relate isto: o bot dá uma label a cada pessoa."
    ),
    "A reaction changes the time at which an issue was last changed.": (
        "Uma reação muda a hora da última alteração de uma issue."
    ),
    "A reaction leaves the time at which an issue was last changed.": (
        "Uma reação não muda a hora da última alteração de uma issue."
    ),
    "A locked issue answers an administrator's comment with HTTP {status}.": (
        "Uma issue trancada responde ao comentário de quem administra com HTTP {status}."
    ),
    "A list by label did not show a new issue within ten seconds.": (
        "Uma lista por label não mostrou uma issue nova em dez segundos."
    ),
    "Nothing is to be done: the bot also looks through the newest issues.": (
        "Não há nada a fazer: o bot também procura entre as issues mais novas."
    ),
    "A list by label showed a new issue after {seconds} seconds.": (
        "Uma lista por label mostrou uma issue nova após {seconds} segundos."
    ),
}

PORTUGUESE: Mapping[str, str] = {**_CONTENT, **_RUNS, **_FIRST_CONTACT}
