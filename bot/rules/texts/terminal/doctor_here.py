"""What `bot doctor` finds on the relay's computer."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "Free some space: when the disk is full, no message can be stored.": (
        "Libere espaço: com o disco cheio, nenhuma mensagem é guardada."
    ),
    "Only its owner can read .env.": "Só o dono consegue ler o .env.",
    "CONTACT_KEY itself is on this computer: whoever takes .env can read every conversation.": (
        "A própria CONTACT_KEY está neste computador: quem levar o .env consegue ler todas as conversas."
    ),
    "On the relay's computer keep RELAY_KEY in its place: `bot config relay-key` prints it.": (
        "No computador do relay, deixe RELAY_KEY no lugar dela: `bot config relay-key` a mostra."
    ),
    "{size} are free for the store and the log.": "{size} livres para o banco e o log.",
    "Set the clock and keep it synchronized: timedatectl set-ntp true.": (
        "Acerte o relógio e mantenha-o sincronizado: timedatectl set-ntp true."
    ),
    "The store opens.": "O banco abre.",
    "Start the relay, or run this in its folder.": "Inicie o relay, ou rode isto na pasta dele.",
    "ADMIN_PHONES is not set: nobody gets a text when the relay stands still.": (
        "ADMIN_PHONES não está definida: ninguém recebe mensagem quando o relay para."
    ),
    "Write a phone of yours into ADMIN_PHONES in .env, such as +5511987654321.": (
        "Escreva um telefone seu em ADMIN_PHONES no .env, como +5511987654321."
    ),
    "Rights of .env": "Permissões do .env",
    "Keys on this computer": "Chaves neste computador",
    "Checkout": "Clone do repositório",
    "Disk": "Disco",
    "Start with the computer": "Início com o computador",
    "Addresses of callers": "Endereços de quem chama",
    "Phones for alerts": "Telefones para alertas",
    "Clock": "Relógio",
    "Store": "Banco",
    "Log": "Log",
    "There is no .env here: the variables come from the process.": "Não há .env aqui: as variáveis vêm do processo.",
    "Run `chmod 600 .env`, or `bot doctor --fix`.": "Rode `chmod 600 .env`, ou `bot doctor --fix`.",
    "Only RELAY_KEY is here: what is stolen from this computer opens no conversation.": (
        "Só RELAY_KEY está aqui: o que for roubado deste computador não abre nenhuma conversa."
    ),
    "The checkout brings no files of people.": "O clone não traz arquivos de pessoas.",
    (
        "The checkout in {place} fetches every branch, so each git pull brings the files that people sent ({branches}),"
        " and no erasure reaches them."
    ): (
        "O clone em {place} busca todas as branches: cada git pull traz os arquivos que as pessoas enviaram"
        " ({branches}), e exclusão nenhuma chega a eles."
    ),
    "The checkout in {place} still holds the files that people sent ({branches}), and no erasure reaches them.": (
        "O clone em {place} ainda guarda os arquivos que as pessoas enviaram ({branches}), e exclusão nenhuma chega"
        " a eles."
    ),
    "There, run: {commands}": "Nessa pasta, rode: {commands}",
    "This clock is {seconds} seconds behind that of {name}.": (
        "Este relógio está {seconds} segundos atrasado em relação ao de {name}."
    ),
    "This clock is {seconds} seconds ahead of that of {name}.": (
        "Este relógio está {seconds} segundos adiantado em relação ao de {name}."
    ),
    "The relay makes it when it starts.": "O relay o cria ao iniciar.",
    "There is no log at {file}.": "Não há log em {file}.",
    "This computer has no systemd.": "Este computador não tem systemd.",
    "systemd starts the relay with the computer.": "O systemd inicia o relay com o computador.",
    "There is no unit {unit} here.": "Não há unidade {unit} aqui.",
    "The unit hides nothing that the relay needs.": "A unidade não esconde nada de que o relay precise.",
    "{unit} hides {path} from the relay (ProtectHome={value}): it cannot start.": (
        "{unit} esconde {path} do relay (ProtectHome={value}): ele não consegue iniciar."
    ),
    "Write ProtectHome=read-only into {file}, and ReadWritePaths= with the relay's folder, or install the unit that "
    "`bot setup` writes; then run: sudo systemctl daemon-reload && sudo systemctl restart {unit}": (
        "Escreva ProtectHome=read-only em {file} e ReadWritePaths= com a pasta do relay, ou instale a unidade que o "
        "`bot setup` escreve; depois rode: sudo systemctl daemon-reload && sudo systemctl restart {unit}"
    ),
    "What the unit hides": "O que a unidade esconde",
    "systemd does not start {unit} with this computer.": "O systemd não inicia {unit} com este computador.",
    "Run `systemctl enable --now {unit}`, if the relay is to run here.": (
        "Rode `systemctl enable --now {unit}`, se o relay deve rodar aqui."
    ),
    "The addresses of callers are known, also behind the proxy.": (
        "Os endereços de quem chama são conhecidos, também atrás do proxy."
    ),
    "Others on this computer can read .env (mode {mode}).": (
        "Outras pessoas neste computador podem ler o .env (modo {mode})."
    ),
    "At most {seconds} seconds from the clocks of GitHub and Twilio.": (
        "No máximo {seconds} segundos de diferença dos relógios do GitHub e da Twilio."
    ),
    "There is no store at {place} yet.": "Ainda não há banco em {place}.",
    "The log is {file}.": "O log é {file}.",
    "Phones that get alerts: {count}.": "Telefones que recebem alertas: {count}.",
}
