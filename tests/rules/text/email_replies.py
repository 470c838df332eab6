"""Comments made by answering GitHub's notification mail, as GitHub's API gives them, by the mail program."""

from __future__ import annotations

_FOOTER = (
    "> —\n> Reply to this email directly, view it on GitHub\n"
    "> <https://github.com/escritorio/atendimento/issues/3#issuecomment-1>, or unsubscribe\n"
    "> <https://github.com/notifications/unsubscribe-auth/AAAATOKEN>.\n"
    "> You are receiving this because you were mentioned.Message ID:\n"
    "> <escritorio/atendimento/issues/3/1@github.com>\n"
)
_QUOTED = (
    f"> *bia* left a comment (escritorio/atendimento#3)\n> nota interna: cliente inadimplente\n>\n{_FOOTER}"
)
_UNQUOTED = _QUOTED.replace("> ", "").replace(">", "")

# Name -> body, and what the person must get.
CUT = {
    "gmail pt-BR": (
        "/reply Bom dia! A guia segue amanhã.\r\n\r\nEm sex., 27 de nov. de 2026 às 22:14, github-actions[bot] "
        "<notifications@github.com>\r\nescreveu:\r\n\r\n" + _QUOTED.replace("\n", "\r\n"),
        "Bom dia! A guia segue amanhã.",
    ),
    "gmail en": (
        "/reply Sent today.\n\nOn Fri, Nov 27, 2026 at 10:14 PM bia <notifications@github.com> wrote:\n\n"
        + _QUOTED,
        "Sent today.",
    ),
    "gmail en, wrapped": (
        "/reply Sent today.\n\nOn Fri, Nov 27, 2026 at 10:14 PM github-actions[bot] <\nnotifications@github.com>"
        " wrote:\n\n" + _QUOTED,
        "Sent today.",
    ),
    "gmail es": (
        "/reply Buenos días.\n\nEl vie, 27 nov 2026 a las 22:14, bia (<notifications@github.com>)\nescribió:\n\n"
        + _QUOTED,
        "Buenos días.",
    ),
    "gmail, by its numbers": (
        "/reply Certo.\n\n2026-11-27 22:14 GMT-03:00 bia <notifications@github.com>:\n\n" + _QUOTED,
        "Certo.",
    ),
    "gmail with a signature": (
        "/reply Certo.\n\n-- \nMarina Souza\n+55 11 99999-0000\n\nEm sex., 27 de nov. de 2026 às 22:14, bia <"
        "notifications@github.com> escreveu:\n\n" + _QUOTED,
        "Certo.",
    ),
    "gmail with its signature below the quotation": (
        "/reply Certo.\n\nEm sex., 27 de nov. de 2026 às 22:14, bia <notifications@github.com>\nescreveu:\n\n"
        + _QUOTED
        + "\n\n-- \nMarina Souza\n",
        "Certo.",
    ),
    "two paragraphs above": (
        "/reply Bom dia!\n\nEm breve mando a guia.\n\nEm sex., 27 de nov. de 2026 às 22:14, bia "
        "<notifications@github.com> escreveu:\n\n" + _QUOTED,
        "Bom dia!\n\nEm breve mando a guia.",
    ),
    "no blank line above the quotation": (
        "/reply Em breve.\nEm breve mesmo.\nEm sex., 27 de nov. de 2026 às 22:14, bia <notifications@github.com> "
        "escreveu:\n" + _QUOTED,
        "Em breve.\nEm breve mesmo.",
    ),
    "outlook pt-BR": (
        "/reply Pode trazer na segunda.\n\n________________________________\nDe: bia <notifications@github.com>\n"
        "Enviado: sexta-feira, 27 de novembro de 2026 22:14\nPara: escritorio/atendimento <atendimento@noreply.github"
        ".com>\nCc: Marina Souza <marina@exemplo.com.br>; Mention <mention@noreply.github.com>\n"
        "Assunto: Re: [escritorio/atendimento] Nova mensagem (Issue #3)\n\n" + _UNQUOTED,
        "Pode trazer na segunda.",
    ),
    "outlook en, desktop": (
        "/reply Bring them on Monday.\r\n\r\nFrom: bia <notifications@github.com>\r\nSent: Friday, November 27, 2026 "
        "10:14 PM\r\nTo: escritorio/atendimento <atendimento@noreply.github.com>\r\nSubject: Re: [x]"
        " New message (Issue #3)\r\n\r\n" + _UNQUOTED.replace("\n", "\r\n"),
        "Bring them on Monday.",
    ),
    "outlook es": (
        "/reply El lunes.\n\n________________________________\nDe: bia <notifications@github.com>\nEnviado: viernes, "
        "27 de noviembre de 2026 22:14\nPara: x <x@noreply.github.com>\nAsunto: Re: [x]\n\n" + _UNQUOTED,
        "El lunes.",
    ),
    "outlook, bold names": (
        "/reply Certo.\n\n*De:* bia <notifications@github.com>\n*Enviada em:* sexta-feira, 27 de novembro de 2026 "
        "22:14\n*Para:* escritorio/atendimento <atendimento@noreply.github.com>\n*Assunto:* Re: x\n\n"
        + _UNQUOTED,
        "Certo.",
    ),
    "outlook, original message": (
        "/reply Certo.\n\n-----Mensagem original-----\nDe: bia <notifications@github.com>\nEnviada em: sexta-feira, 27 "
        "de novembro de 2026 22:14\nPara: x <x@noreply.github.com>\nAssunto: Re: x\n\n" + _UNQUOTED,
        "Certo.",
    ),
    "outlook mobile": (
        "/reply Certo.\n\nObter o Outlook para Android<https://aka.ms/AAb9ysg>\n________________________________\n"
        "From: bia <notifications@github.com>\nSent: Friday, November 27, 2026 10:14:12 PM\nTo: x <x@noreply.github"
        ".com>\nSubject: Re: x\n\n" + _UNQUOTED,
        "Certo.",
    ),
    "apple mail pt-BR": (
        "/reply Perfeito.\n\nEnviado do meu iPhone\n\n> Em 27 de nov. de 2026, à(s) 22:14, bia "
        "<notifications@github.com> escreveu:\n> \n" + _QUOTED,
        "Perfeito.",
    ),
    "apple mail en": (
        "/reply Perfect.\n\nSent from my iPad\n\nOn 27 Nov 2026, at 22:14, bia <notifications@github.com> wrote:\n\n"
        "\ufeff\n" + _QUOTED,
        "Perfect.",
    ),
    "apple mail es": (
        "/reply Listo.\n\nEnviado desde mi iPhone\n\n> El 27 nov 2026, a las 22:14, bia <notifications@github.com> "
        "escribió:\n> \n" + _QUOTED,
        "Listo.",
    ),
    "thunderbird": (
        "/reply Tudo certo.\n\nEm 27/11/2026 22:14, bia escreveu:\n>\n" + _QUOTED,
        "Tudo certo.",
    ),
    "yahoo": (
        "/reply Combinado.\n\n    Em sexta-feira, 27 de novembro de 2026 às 22:14:00 BRT, bia <notifications@github"
        ".com> escreveu:\n\n" + _UNQUOTED,
        "Combinado.",
    ),
    "yahoo mobile": (
        "/reply Combinado.\n\nEnviado do Yahoo Mail no Android\n\n  Em sex., 27 27e nov. 27e 2026 às 22:14, bia"
        "<notifications@github.com> escreveu:\n" + _UNQUOTED,
        "Combinado.",
    ),
    "samsung": (
        "/reply Combinado.\n\nEnviado do meu Galaxy\n\n-------- Mensagem original --------\nDe: bia "
        "<notifications@github.com>\nData: 27/11/2026 22:14 (GMT-03:00)\nPara: x <x@noreply.github.com>\n"
        "Cc: Marina Souza <marina@exemplo.com.br>\nAssunto: Re: x\n\n" + _UNQUOTED,
        "Combinado.",
    ),
    "samsung en": (
        "/reply Fine.\n\nSent from my Galaxy\n\n------ Original message ------\nFrom: bia <notifications@github.com>"
        "\nDate: 27/11/2026 22:14 (GMT-03:00)\nTo: x <x@noreply.github.com>\nSubject: Re: x\n\n" + _UNQUOTED,
        "Fine.",
    ),
    "k-9": (
        "/reply Fine.\n-- \nSent from my Android device with K-9 Mail. Please excuse my brevity.\n\nOn 27 November "
        "2026 22:14:01 BRT, bia <notifications@github.com> wrote:\n" + _QUOTED,
        "Fine.",
    ),
    "a footer quoted with no line above it": ("/reply Certo.\n\n" + _QUOTED, "Certo."),
    "signature alone": ("/reply Tudo certo.\n-- \nMarina Souza\n+55 11 99999-0000\n", "Tudo certo."),
    "phone's line alone": ("/reply Tudo certo.\n\nEnviado do meu iPhone\n", "Tudo certo."),
    "answer below the quotation": (
        "> Em sex., 27 de nov. de 2026, bia <notifications@github.com> escreveu:\n> interno\n\n/reply Pode vir.\n",
        "Pode vir.",
    ),
    "answer below the quotation, signed": (
        "Em sex., 27 de nov. de 2026 às 22:14, bia <notifications@github.com>\nescreveu:\n\n"
        + _QUOTED
        + "\n/reply Pode vir.\n-- \nMarina Souza\n",
        "Pode vir.",
    ),
}

# Where the text ends is not certain: nothing may leave.
REFUSED = {
    "answers between the quotations": (
        "/reply veja abaixo\n\nEm sex., 27 de nov. de 2026, bia <notifications@github.com> escreveu:\n\n> primeira "
        "pergunta\nsim\n> segunda pergunta\nnão\n"
    ),
    "answers below and between": (
        "> Em sex., 27 de nov. de 2026, bia <notifications@github.com> escreveu:\n> primeira\n\n/reply sim\n> segunda\n"
        "não\n"
    ),
    "text below the quotation": (
        "/reply Bom dia.\n\nEm sex., 27 de nov. de 2026 às 22:14, bia <notifications@github.com> escreveu:\n\n"
        + _QUOTED
        + "\nMais uma coisa.\n"
    ),
    "a footer that is not quoted": "/reply Certo.\n\n" + _UNQUOTED,
    "an unknown language": (
        "/reply Certo.\n\npe 27.11.2026 klo 22.14 bia kirjoitti:\n\n" + _UNQUOTED + "\n> vanha\n"
    ),
    "a command below an unquoted mail": (
        "De: bia <notifications@github.com>\nEnviado: hoje\nPara: x <x@noreply.github.com>\nAssunto: Re: x\n\n"
        + _UNQUOTED
        + "\n/reply Pode vir.\n"
    ),
    "markup of a mail": "/reply Certo.\n<div class='email-quoted-reply'>interno</div>",
    "the address to answer to": "/reply Certo.\nPara: reply+AAAA@reply.github.com",
    "hyphens without a blank": "/reply Certo.\n--\nMarina Souza",
    "nothing but the quotation": "Em sex., 27 de nov. de 2026, bia <notifications@github.com> escreveu:\n\n> /reply x",
    "a quotation with a date, of nobody known": "/reply Confirma?\n\nEm 27/11/2026 22:14, Ana escreveu:\n> pago\n",
    "a notice of a mail server": (
        "/reply Certo.\n\nAVISO LEGAL: esta mensagem é confidencial.\n\nEm sex., 27 de nov. de 2026 às 22:14, bia "
        "<notifications@github.com> escreveu:\n\n" + _QUOTED
    ),
    "a virus scanner's line": (
        "/reply Certo.\n\nLivre de vírus. www.avast.com\n\nOn 27 Nov 2026, at 22:14, bia <notifications@github.com> "
        "wrote:\n\n" + _QUOTED
    ),
    "words before the quotation that no list knows": (
        "/reply Certo.\n\nEm 27/11/2026 22:14, bia disse:\n\n" + _QUOTED
    ),
    "such words on two lines": (
        "/reply Certo.\n\nW dniu 27.11.2026 o 22:14, bia\n<notifications@github.com> pisze:\n> interno\n"
    ),
    "the heading of a notification": (
        "/reply Certo.\n\nbia (@bia) left a comment (escritorio/atendimento#12)\n\ndeve 3 meses"
    ),
    "a long signature": "/reply Certo.\n-- \n" + "linha\n" * 20,
}

# The same of what GitHub says came by mail; on the page an author may write so.
REFUSED_BY_MAIL = {
    "a quotation below words that no list knows": "/reply Certo.\n\nEm 27/11/2026, bia disse:\n\n> deve 3 meses",
    "the verb before the name": "/reply Certo.\n\nAm 27.11.2026 um 22:14 schrieb bia:\n\n> deve 3 meses",
    "a quotation alone": "/reply Certo.\n\n> deve 3 meses",
    "words without a date that every list knows": "/reply Certo.\nA bia wrote:\n> deve 3 meses",
    "a name and a verb right above": "/reply Certo.\nBia Souza disse:\n> deve 3 meses",
    "a verb and a name right above": "/reply Certo.\nCitando Bia Souza:\n> deve 3 meses",
    "a date right above": "/reply Certo.\n27.11.2026, bia pisze:\n> deve 3 meses",
    "a line above a heading that no list knows": (
        "/reply Certo.\n\n________________________________\nVan: bia\nVerzonden: x\nAan: y\n\ndeve 3 meses"
    ),
    "a forwarded mail with half a heading": (
        "/reply Certo.\n\n---------- Forwarded message ---------\nDe: bia\n\ndeve 3 meses"
    ),
    "words in a line": "/reply Certo.\n\n-----bia escreveu: -----\nPara: x\n\ndeve 3 meses",
}

# Written on the page, or by a mail program that quotes nothing: all of it is the text.
WHOLE = (
    'O senhor escreveu:\n"pago na sexta". Confirma?',
    "Use o menu:\n> Arquivo\n> Exportar",
    "O senhor escreveu:\n> pago na sexta\n\nConfirma?",
    "De: segunda\nPara: sexta",
    "Data: 27/11\nAssunto: guia",
    "Enviado hoje à Receita.",
    "Enviado do meu escritório.",
    "Em 27/11/2026 a Receita escreveu:\npague até sexta.",
    "Lista:\n- um\n- dois\n\n---\n\nFim",
    "Escreva para marina@exemplo.com.br",
    "On 3/5 the bank wrote to you. Please answer.",
    "________________\nassine aqui",
)


def holds_a_notification(text: str) -> bool:
    return any(word in text for word in ("unsubscribe-auth", "notifications@github.com", "reply.github.com"))
