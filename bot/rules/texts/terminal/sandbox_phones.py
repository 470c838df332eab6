"""What the phones of the sandbox's screen say."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # The people.
    "People": "Pessoas",
    "New person": "Nova pessoa",
    "Number": "Número",
    "Name": "Nome",
    "Writes by": "Escreve por",
    "Add": "Adicionar",
    "Nothing yet": "Nada ainda",
    "unread": "não lidas",
    "yesterday": "ontem",
    "Picture": "Foto",
    "Sound": "Áudio",
    "Video": "Vídeo",
    "Contact": "Contato",
    "Location": "Localização",
    "File": "Arquivo",
    # A phone.
    "The phone of {name}": "Celular de {name}",
    "The office": "Escritório",
    "Channel": "Canal",
    "Messages": "Mensagens",
    "Today": "Hoje",
    "Yesterday": "Ontem",
    "sent": "enviada",
    "delivered": "entregue",
    "Pressed a button": "Tocou em um botão",
    "Did not arrive:": "Não chegou:",
    "Waits until the phone is on:": "Espera o celular ligar:",
    "The office did not take this message when it came.": "O escritório não recebeu esta mensagem quando ela chegou.",
    "{hours} hours later: WhatsApp's window of 24 hours is closed until this person writes.": (
        "{hours} horas depois: a janela de 24 horas do WhatsApp está fechada até esta pessoa escrever."
    ),
    "Nothing yet. Write as {name}, and see what the office gets.": (
        "Nada ainda. Escreva como {name} e veja o que o escritório recebe."
    ),
    # Its switches.
    "Switches of this phone": "Controles deste celular",
    "This phone": "Este telefone",
    "is off or has no signal": "está desligado ou sem sinal",
    "SMS fails with 30003; WhatsApp waits.": "O SMS falha com 30003; o WhatsApp espera.",
    "is a landline": "é fixo",
    "SMS fails with 30006.": "O SMS falha com 30006.",
    "has opted out of SMS": "não aceita mais SMS",
    "As after STOP: Twilio refuses with 21610.": "Como depois de STOP: a Twilio recusa com 21610.",
    "Apply": "Aplicar",
    "This phone is off or has no signal.": "Este celular está desligado ou sem sinal.",
    "This is a landline.": "Este telefone é fixo.",
    "This person has opted out of SMS.": "Esta pessoa não aceita mais SMS.",
    # What one sends.
    "Message": "Mensagem",
    "Send": "Enviar",
    "Send something else": "Enviar outra coisa",
    "Files": "Arquivos",
    "Any type, up to 16 MB; they go with the text below.": "De qualquer tipo, até 16 MB; vão com o texto abaixo.",
    "Pictures, sound, video, PDF and contact cards up to 5 MB; they go with the text below.": (
        "Fotos, áudio, vídeo, PDF e cartões de contato, até 5 MB; vão com o texto abaixo."
    ),
    "Send the location": "Enviar a localização",
    "Button of a template": "Botão de um modelo",
    "Confirm": "Confirmar",
    "What the button stands for": "O que o botão representa",
    "Press the button": "Tocar no botão",
    "Wait 25 hours": "Esperar 25 horas",
    # Why not.
    "Choose a place.": "Escolha um lugar.",
    "A button needs a text.": "Um botão precisa de um texto.",
    "{number} is no phone number: write it with its area code, such as (11) 98765-4321, or with +.": (
        "{number} não é um número de telefone: escreva com o DDD, como (11) 98765-4321, ou com +."
    ),
    "One message takes {most} files at most.": "Uma mensagem leva no máximo {most} arquivos.",
    "{name} is empty.": "{name} está vazio.",
    "By SMS go pictures, sound, video, PDF and contact cards; send {name} by WhatsApp.": (
        "Por SMS vão fotos, áudio, vídeo, PDF e cartões de contato; envie {name} pelo WhatsApp."
    ),
    "That is more than the {most} MB that {channel} takes in one message.": (
        "Isso passa dos {most} MB que cabem em uma mensagem de {channel}."
    ),
}
