"""Who wants no more messages is heard, or pointed out, however they say it; everyday sentences do nothing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.settings import Configuration
from bot.core.settings.vocabulary import Intent
from bot.rules.people import keywords
from tests.making import texts

VOCABULARY = Configuration().keywords.vocabulary
SPANISH = Configuration.model_validate(
    {
        "keywords": {
            "es": {"opt_out": ["BAJA", "ALTO", "SALIR", "DARSE DE BAJA"], "opt_in": ["ALTA", "VOLVER"]}
        }
    }
).keywords.vocabulary

HEARD = [
    *("Parem", "PAREM!", "Pare", "Sair.", "S A I R", "s.a.i.r", "S-A-I-R", "p a r e", "S T O P"),
    *(
        "SAIR obrigado",
        "Sair, obrigada 🙏",
        "SAIR por favor",
        "por favor, SAIR",
        "Bom dia! SAIR",
        "STOP please",
    ),
    *("please stop", "Olá, boa tarde. PARAR por favor. Obrigada!", "SAIR pfv"),
    *("SAIR\n\nEnviado do meu iPhone", "Sair\nEnviado do meu Samsung Galaxy", "SAIR Enviado do meu iPhone"),
    *(
        "SAIR\n\nAtt,\nJoão da Silva\nDiretor",
        "SAIR\n--\nJoão",
        "STOP\n\nSent from my iPhone",
        "sair\nObrigado, João",
    ),
    *(
        "SAIR\r\n\r\nObtenha o Outlook para Android",
        "SAIR\n\n____\nTexto da empresa",
        "STOP\nGet Outlook for iOS",
    ),
    *("Descadastre", "Descadastre-me", "Me descadastre", "quero me descadastrar", "descadastrar, por favor"),
    *(
        "não quero mais receber",
        "Não quero mais receber mensagens",
        "nao quero receber mais mensagens de vocês",
    ),
    *(
        "Eu não quero receber mensagens",
        "não desejo mais receber suas mensagens",
        "NÃO QUERO MAIS RECEBER SMS",
    ),
    *("Não me mande mais mensagens", "não envie mais mensagens por favor", "não me mandem mais sms"),
    *(
        "PARE de me mandar mensagem",
        "parem de me enviar mensagens",
        "para de mandar mensagem",
        "pare de enviar sms",
    ),
    *(
        "Quero parar de receber mensagens",
        "parar de receber",
        "parar sms",
        "cancelar mensagens",
        "parar mensagens",
    ),
    *("Me tire da lista", "me tira da lista", "Quero sair da lista", "sair da lista", "me remova da lista"),
    *(
        "remova meu número",
        "Remover meu número da lista",
        "Stop texting me",
        "unsubscribe me",
        "no more messages",
    ),
    *("ＰＡＲＥＭ", "𝗣𝗮𝗿𝗲𝗺", "sa\u0301ir obrigado", "SAIR\u200b obrigado", "“SAIR”, obrigado"),  # noqa: RUF001
]
POINTED_OUT = [
    *(
        "Cancela",
        "Cancele!",
        "Para!",
        "PARA!!!",
        "Não quero mais",
        "cancelar, por favor",
        "Remova",
        "sair sair",
    ),
    *(
        "SAIR\nJoão Silva",
        "STOP STOP STOP",
        "pode parar",
        "chega",
        "Baja",
        "SALIR",
        "darse de baja",
        "Dar de baja",
    ),
    *("cancelar inscrição", "cancelar meu cadastro", "Exclua meu número", "não me mande mais nada"),
    *("Já falei que não quero receber mais mensagens!", "Peço que não me enviem mais mensagens de cobrança"),
    *("como faço para parar de receber mensagens", "gente, parem de me mandar mensagem a essa hora"),
    *("Por gentileza me tirem dessa lista", "por favor tirem meu número do sistema... não, da lista"),
    *(
        "quero que parem com essas mensagens",
        "no quiero recibir más mensajes",
        "hey, stop texting me at night",
    ),
]
NEITHER = [
    *("posso sair mais cedo?", "cancelar a reunião", "como faço para parar o débito?", "sair de férias"),
    *(
        "Quero sair da sociedade",
        "preciso cancelar a nota fiscal 123",
        "cancelar inscrição estadual",
        "Alto",
        "Alta",
    ),
    *(
        "Info",
        "Entrar",
        "Cadastrar",
        "Prioridade alta",
        "saí",
        "saída",
        "parado",
        "para amanhã",
        "Para",
        "parar a empresa",
    ),
    *(
        "Não quero mais essa guia, refaça",
        "não quero receber o boleto pelo correio",
        "não mande mais cedo que isso",
    ),
    *(
        "para de chover",
        "vou sair agora",
        "pare o pagamento",
        "Remover o sócio João",
        "obrigado",
        "Enviado do meu iPhone",
    ),
    *(
        "me tire uma dúvida",
        "meu número da lista de espera mudou",
        "me tire da lista de sócios",
        "baixa",
        "E N F",
        "a b c",
    ),
    *(
        "sim",
        "S",
        "não",
        "ok",
        "Recebi a mensagem",
        "parcelar",
        "sairá",
        "END. Rua das Flores, 10",
        "quando sair o recibo",
    ),
    *(
        "A mensagem do banco diz para cancelar o cartão",
        "cancelado",
        "Bom dia",
        "favor confirmar",
        "por favor",
    ),
]
QUESTIONS = [
    "Sair?",
    "SAIR ??",
    "sair？",  # noqa: RUF001 - full width
    "Parar?!",
    "Cancelar ❓",
    "Voltar?",
    "STOP?",
    "¿Sair?",
    "parar de receber mensagens?",
]


@pytest.mark.parametrize("text", HEARD)
def test_who_clearly_wants_no_more_messages_is_heard(text: str) -> None:
    assert keywords.read(text, VOCABULARY) is Intent.OPT_OUT


@given(st.sampled_from(HEARD), st.sampled_from(["", " ", "!", "...", " 😡", "\n"]), st.booleans())
def test_case_and_what_stands_around_a_clear_wish_do_not_matter(text: str, around: str, loud: bool) -> None:
    spoken = text.upper() if loud else text.lower()

    assert keywords.read(f"{around}{spoken}{around}", VOCABULARY) is Intent.OPT_OUT


@pytest.mark.parametrize("text", POINTED_OUT)
def test_what_only_reads_like_an_opt_out_is_pointed_out_and_never_acts(text: str) -> None:
    assert keywords.read(text, VOCABULARY) is None
    assert keywords.reads_like_opt_out(text, VOCABULARY)


@pytest.mark.parametrize("text", NEITHER)
def test_an_everyday_sentence_neither_acts_nor_is_pointed_out(text: str) -> None:
    assert keywords.read(text, VOCABULARY) is None
    assert not keywords.reads_like_opt_out(text, VOCABULARY)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_keyword_with_a_question_mark_is_a_question(text: str) -> None:
    assert keywords.read(text, VOCABULARY) is Intent.HELP


@pytest.mark.parametrize(
    "text", ["Voltar por favor", "quero voltar", "alta", "entrar", "v o l t a r", "sim, voltar", "YES"]
)
def test_an_opt_in_is_the_keyword_alone(text: str) -> None:
    assert keywords.read(text, VOCABULARY) is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Alto", Intent.OPT_OUT),
        ("Baja, gracias", Intent.OPT_OUT),
        ("Darse de baja", Intent.OPT_OUT),
        ("Alta", Intent.OPT_IN),
    ],
)
def test_spanish_words_count_where_the_office_configures_them(text: str, intent: Intent) -> None:
    assert keywords.read(text, SPANISH) is intent


@given(texts(60), st.sampled_from(["", *HEARD, *POINTED_OUT, *NEITHER]))
def test_any_text_is_read_one_way_only(text: str, known: str) -> None:
    for message in (text, f"{known}\n{text}", f"{text} {known}"):
        pointed_out = keywords.reads_like_opt_out(message, VOCABULARY)
        assert not (pointed_out and keywords.read(message, VOCABULARY))


@pytest.mark.parametrize(
    "fragment",
    [
        *(
            "nao quero mais receber ",
            "pare de me mandar ",
            "sair ",
            "s a i r ",
            "obrigado ",
            "por favor ",
            "\n",
        ),
        *(
            "e\u0301\u0323",
            "\u0323\u0301",
            "\u200b",
            "\ufe0f",
            "ﷺ",
            "?",
            "SAIR\n",
            "enviado do ",
            "me tire da lista de ",
        ),
    ],
)
def test_a_message_of_any_length_is_read_in_no_time(fragment: str) -> None:
    begun = time.process_time()
    for text in (fragment * (16_000 // len(fragment)), "SAIR " + fragment * (16_000 // len(fragment))):
        keywords.read(text, VOCABULARY)
        keywords.reads_like_opt_out(text, VOCABULARY)

    assert time.process_time() - begun < 0.25
