"""What click, the library below the command line, says by itself."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # --help
    "Usage:": "Uso:",
    "Options": "Opções",
    "Commands": "Comandos",
    "Positional arguments": "Argumentos",
    "Show this message and exit.": "Mostra esta ajuda e sai.",
    "Show the version and exit.": "Mostra a versão e sai.",
    "%(prog)s, version %(version)s": "%(prog)s, versão %(version)s",
    "deprecated": "em desuso",
    "default: {default}": "padrão: {default}",
    "env var: {var}": "variável: {var}",
    "required": "obrigatório",
    "(dynamic)": "(dinâmico)",
    "file": "arquivo",
    "directory": "pasta",
    "path": "caminho",
    # A command line that is not understood.
    "Try '{command} {option}' for help.": "Veja '{command} {option}'.",
    "Error: {message}": "Erro: {message}",
    "Did you mean {possibility}?": "Você quis dizer {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Você quis dizer um destes: {possibilities}?)",
    "No such command {name!r}.": "Não existe o comando {name!r}.",
    "No such option {name!r}.": "Não existe a opção {name!r}.",
    "Missing command.": "Falta o comando.",
    "Missing argument": "Falta o argumento",
    "Missing option": "Falta a opção",
    "Missing parameter": "Falta o parâmetro",
    "Missing parameter: {param_name}": "Falta o parâmetro: {param_name}",
    "Missing {param_type}": "Falta {param_type}",
    "Choose from:\n\t{choices}": "Escolha entre:\n\t{choices}",
    "Choice({choices})": "Escolha({choices})",
    "Got unexpected extra argument ({args})": "Argumento a mais ({args})",
    "Got unexpected extra arguments ({args})": "Argumentos a mais ({args})",
    "Argument {name!r} takes {nargs} values.": "O argumento {name!r} pede {nargs} valores.",
    "Option {name!r} does not take a value.": "A opção {name!r} não aceita valor.",
    "Option {name!r} requires an argument.": "A opção {name!r} pede um valor.",
    "Option {name!r} requires {nargs} arguments.": "A opção {name!r} pede {nargs} valores.",
    "Takes {nargs} values but 1 was given.": "Pede {nargs} valores, e só 1 foi informado.",
    "Takes {nargs} values but {len} were given.": "Pede {nargs} valores, e {len} foram informados.",
    "Invalid value: {message}": "Valor inválido: {message}",
    "Invalid value for {param_hint}: {message}": "Valor inválido para {param_hint}: {message}",
    "Value must be an iterable.": "O valor precisa ser uma lista.",
    "{value!r} is not {choice}.": "{value!r} não é {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} não é um destes: {choices}.",
    "{value!r} is not a valid {number_type}.": "{value!r} não é um número.",
    "{value} is not in the range {range}.": "{value} não está na faixa {range}.",
    "{value!r} is not a valid boolean. Recognized values: {states}": (
        "{value!r} não é um valor lógico. Valores aceitos: {states}"
    ),
    "{value!r} is not a valid UUID.": "{value!r} não é um UUID.",
    "{value!r} does not match the format {format}.": "{value!r} não está no formato {format}.",
    "{value!r} does not match the formats {formats}.": "{value!r} não está em nenhum dos formatos {formats}.",
    "{len_type} values are required, but {len_value} was given.": (
        "São necessários {len_type} valores, e {len_value} foi informado."
    ),
    "{len_type} values are required, but {len_value} were given.": (
        "São necessários {len_type} valores, e {len_value} foram informados."
    ),
    # Files that an option or an argument names.
    "{name} {filename!r} is a file.": "{name} {filename!r} é um arquivo.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} é uma pasta.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} não pode ser lido.",
    "{name} {filename!r} is not writable.": "{name} {filename!r} não pode ser gravado.",
    "{name} {filename!r} is not executable.": "{name} {filename!r} não pode ser executado.",
    "{name} {filename!r} does not exist.": "{name} {filename!r} não existe.",
    "Could not open file {filename!r}: {message}": "O arquivo {filename!r} não pôde ser aberto: {message}",
    "unknown error": "erro desconhecido",
    # Questions.
    "Aborted!": "Interrompido.",
    "Do you want to continue?": "Continuar?",
    "Confirm the action without prompting.": "Confirma sem perguntar.",
    "Press any key to continue...": "Pressione uma tecla para continuar...",
    "Repeat for confirmation": "Repita para confirmar",
    "Error: invalid input": "Erro: resposta inválida",
    "Error: The two entered values do not match.": "Erro: os dois valores informados diferem.",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}": (
        "Aviso: o comando {name!r} está em desuso.{extra_message}"
    ),
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}": (
        "Aviso: {param_type} {name!r} está em desuso.{extra_message}"
    ),
    # Names of values.
    "OPTIONS": "OPÇÕES",
    "COMMAND": "COMANDO",
    "ARGS": "ARGUMENTOS",
    "BOOLEAN": "SIM-OU-NÃO",
    "INTEGER": "INTEIRO",
    "INTEGER RANGE": "INTEIRO",
    "TEXT": "TEXTO",
    "PATH": "CAMINHO",
    "FILE": "ARQUIVO",
    "FILENAME": "ARQUIVO",
    "DIRECTORY": "PASTA",
    "NUMBER": "NÚMERO",
    "NAME": "NOME",
    "VALUE": "VALOR",
    "KEY": "CHAVE",
    "FROM": "DE",
    "TO": "PARA",
    "BODY": "TEXTO",
    "REVISION": "REVISÃO",
    "FINGERPRINT": "IMPRESSÃO",
    "WORKFLOW": "WORKFLOW",
    "MESSAGE-ID": "ID-DA-MENSAGEM",
    "YYYY-MM": "AAAA-MM",
    "SID": "SID",
    "ID": "ID",
    "URL": "URL",
}
