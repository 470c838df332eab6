"""What `bot doctor` says of its own."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "First contact": "Primeiro contato",
    "Not tried: it costs {costs}.": "Não testado: custa {costs}.",
    "`bot doctor --first-contact` tries it.": "`bot doctor --first-contact` testa.",
    "No answer within {seconds} seconds.": "Sem resposta em {seconds} segundos.",
    "Run it again; if it stays so, look at the connection to the service.": (
        "Rode de novo; se continuar assim, verifique a conexão com o serviço."
    ),
    "This check itself failed ({kind}).": "O próprio teste falhou ({kind}).",
    "Please report it.": "Relate isso a quem mantém o sistema.",
    "Change this?": "Mudar isto?",
    "None of this can be set right from here: do what is written under each line.": (
        "Nada disso pode ser acertado daqui: faça o que está escrito abaixo de cada linha."
    ),
    "The report is in {file}; it names nobody.": "O relatório está em {file}; ele não cita ninguém.",
    "Name a file in a folder that you may write to.": "Dê um arquivo em uma pasta em que você possa gravar.",
    "{file} cannot be written ({why}).": "{file} não pode ser gravado ({why}).",
    "\n{wrong} wrong, {attention} worth knowing, {unknown} not to be seen from here, {ok} in order, {others} "
    "not tried or not needed.": (
        "\nErradas: {wrong}. Vale saber: {attention}. Não visíveis daqui: {unknown}. Em ordem: {ok}. Não "
        "testadas ou não necessárias: {others}."
    ),
    "Try them now?": "Testar agora?",
    "These checks cost something:": "Estes testes custam algo:",
    "Nothing else can be checked before the configuration is in order.": (
        "Nada mais pode ser testado antes de a configuração estar em ordem."
    ),
    "there is no check {id}; did you mean {ids}?": "não há o teste {id}; seria {ids}?",
    "there is no check {id}; `bot doctor --list` lists them": (
        "não há o teste {id}; `bot doctor --list` mostra os que há"
    ),
    "Only list the checks: their ids, and what each looks at.": "Só lista os testes: o id e o que cada um olha.",
    "As for: {title}": "O mesmo que em: {title}",
    "\nWhat would show what could not be seen:": "\nO que faria ver o que não se viu:",
    "Write the findings to a file that names nobody, to send to the project.": (
        "Grava o resultado em um arquivo que não cita ninguém, para enviar ao projeto."
    ),
    "Only this check; may be repeated.": "Só este teste; pode ser repetido.",
    "Do not ask before --fix changes or --first-contact costs something.": (
        "Não pergunta antes de --fix mudar ou --first-contact gastar algo."
    ),
    "Also try what costs a message, an issue or a run.": (
        "Testa também o que custa uma mensagem, uma issue ou uma execução."
    ),
    "Set right what `bot setup` can set right.": "Acerta o que `bot setup` sabe acertar.",
    "Find whatever is wrong, and what to do.": "Acha o que está errado e diz o que fazer.",
    "Check this computer, Twilio, GitHub and the relay, side by side, and say what to do.": (
        "Testa este computador, a Twilio, o GitHub e o relay, lado a lado, e diz o que fazer."
    ),
    "✓ in order, ✗ wrong, ! worth knowing, ? not to be seen with the credentials at hand, - not tried or not "
    "needed. The exit code is 1 if something is wrong, or if nothing that was asked for can be seen. It prints no"
    " number, no text and no secret. What the relay's token may not see is looked at with the ADMIN_GITHUB_TOKEN "
    "of this shell, if there is one.": (
        "✓ em ordem, ✗ errado, ! vale saber, ? não visível com as credenciais daqui, - não testado ou não "
        "necessário. O código de saída é 1 se algo está errado, ou se nada do que se pediu pode ser visto. Não "
        "mostra número, texto nem segredo. O que o token do relay não pode ver é visto com o ADMIN_GITHUB_TOKEN "
        "deste terminal, se houver."
    ),
}
