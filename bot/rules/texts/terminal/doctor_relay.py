"""What `bot doctor` finds of the relay and its address."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "The relay does not answer, so this cannot be seen.": "O relay não responde; por isso não dá para ver.",
    "Start the relay; `bot doctor --only address-answers` says what keeps it from answering.": (
        "Inicie o relay; `bot doctor --only address-answers` diz o que o impede de responder."
    ),
    "There is no store of the relay in this folder, so this cannot be seen.": (
        "Não há banco do relay nesta pasta; por isso não dá para ver."
    ),
    "Run this in the relay's folder; the relay makes its store when it first starts.": (
        "Rode isto na pasta do relay; o relay cria o banco ao iniciar pela primeira vez."
    ),
    "RELAY_URL leads to the relay by another address, so the public one is not asked.": (
        "RELAY_URL leva ao relay por outro endereço; por isso o público não é consultado."
    ),
    "The name of {url} leads nowhere.": "O nome de {url} não leva a lugar nenhum.",
    "Enter the host name at your DNS provider.": "Cadastre o nome no seu provedor de DNS.",
    "Nothing listens at {url}.": "Nada escuta em {url}.",
    "Start the relay and the proxy in front of it, and open port 443 in the firewall.": (
        "Inicie o relay e o proxy à frente dele; libere a porta 443 no firewall."
    ),
    "Nothing answers at {url} within seconds.": "Nada responde em {url} dentro de segundos.",
    "Open port 443 in the firewall, and check that the proxy is running.": (
        "Libere a porta 443 no firewall e veja se o proxy está rodando."
    ),
    "The certificate of {url} is not one that others trust.": "O certificado de {url} não é de confiança.",
    "Get a certificate for exactly this name, for example with Caddy or certbot.": (
        "Faça o proxy obter um certificado exatamente para este nome, por exemplo com Caddy ou certbot."
    ),
    "What listens at {url} breaks off.": "O que escuta em {url} interrompe a conexão.",
    "Look at the log of the proxy.": "Veja o log do proxy.",
    "Enter the server's public address at your DNS provider; behind a router, forward port 443.": (
        "Cadastre o endereço público do servidor no seu provedor de DNS; atrás de um roteador, libere nele a "
        "porta 443."
    ),
    "The certificate is valid until {day}.": "O certificado vale até {day}.",
    "It should have been renewed by now: look at the log of what renews it (Caddy, certbot).": (
        "Já deveria ter sido renovado: veja o log de quem o renova (Caddy, certbot)."
    ),
    "The addresses for messages, fallback and statuses reach the relay, which refuses what is unsigned.": (
        "Os endereços de mensagens, de reserva e de status chegam ao relay, que recusa o que não tem "
        "assinatura."
    ),
    "Empty relay.allow_from, unless your own proxy is the only one that calls.": (
        "Esvazie relay.allow_from, a não ser que só o seu próprio proxy chame."
    ),
    "Make the proxy forward everything under /api/ to the relay, for every method.": (
        "Faça o proxy passar tudo de /api/ ao relay, qualquer que seja o método."
    ),
    "Name of the public address": "Nome do endereço público",
    "Certificate": "Certificado",
    "Public address": "Endereço público",
    "Signature": "Assinatura",
    "Twilio's addresses": "Endereços para a Twilio",
    "The API": "A API",
    "Networks that may call": "Redes que podem chamar",
    "Enter it at your DNS provider, with the address of this server.": (
        "Cadastre-o no seu provedor de DNS, com o endereço deste servidor."
    ),
    "{host} leads to a private address, seen from here.": "{host} leva a um endereço privado, visto daqui.",
    "A request signed with the auth token for the public address is accepted.": (
        "Uma chamada assinada com o auth token para o endereço público é aceita."
    ),
    "The relay refuses what is signed with TWILIO_AUTH_TOKEN for relay.public_url.": (
        "O relay recusa o que é assinado com TWILIO_AUTH_TOKEN para relay.public_url."
    ),
    "The relay that answers has another auth token, account or public_url than this folder: start it here, or "
    "again, and see that no other relay is behind that address.": (
        "O relay que responde tem outro auth token, outra conta ou outro public_url que esta pasta: inicie-o "
        "aqui, ou de novo, e veja se não há outro relay atrás desse endereço."
    ),
    "The API asks for a token.": "A API pede um token.",
    "Requests are taken from everywhere; Twilio's signature is what protects.": (
        "Chamadas são aceitas de qualquer lugar; o que protege é a assinatura da Twilio."
    ),
    "relay.allow_from names {count} networks, and Twilio publishes no fixed addresses.": (
        "relay.allow_from tem {count} redes, e a Twilio não publica endereços fixos."
    ),
    "Write the address that answers without a redirect into relay.public_url, and at Twilio.": (
        "Escreva em relay.public_url, e na Twilio, o endereço que responde sem redirecionar."
    ),
    "Start the relay, and make the proxy forward to relay.host and relay.port of config.yml.": (
        "Inicie o relay e faça o proxy passar a relay.host e relay.port do config.yml."
    ),
    "Something other than the relay answers at {url} (HTTP {status}).": (
        "Outra coisa que não o relay responde em {url} (HTTP {status})."
    ),
    "The name {host} leads nowhere.": "O nome {host} não leva a lugar nenhum.",
    "{host} leads to an address of the internet.": "{host} leva a um endereço da internet.",
    "Nothing listens there that has a certificate.": "Nada escuta ali que tenha um certificado.",
    "The relay answers at {url}.": "O relay responde em {url}.",
    "Something other than this relay answers there: make the proxy forward everything under /api/ to the relay.": (
        "Outra coisa que não este relay responde ali: faça o proxy passar tudo de /api/ ao relay."
    ),
    "Nothing answers at {url}.": "Nada responde em {url}.",
    "{url} redirects (HTTP {status}), which Twilio's signature does not survive.": (
        "{url} redireciona (HTTP {status}), e com isso a assinatura da Twilio deixa de valer."
    ),
    "The proxy answers at {url}, and does not reach the relay (HTTP {status}).": (
        "O proxy responde em {url}, mas não alcança o relay (HTTP {status})."
    ),
    "{url} takes what Twilio has not signed.": "{url} aceita o que a Twilio não assinou.",
    "See that the relay runs in this folder, and start it again.": (
        "Veja se o relay roda nesta pasta e inicie-o de novo."
    ),
    "The relay that answers has another RELAY_KEY or CONTACT_KEY than this folder.": (
        "O relay que responde tem outra RELAY_KEY ou CONTACT_KEY que esta pasta."
    ),
    "The running relay uses the credentials that are in .env.": (
        "O relay em execução usa as credenciais que estão no .env."
    ),
    "The running relay may dispatch events and see runs.": "O relay em execução pode enviar eventos e ver execuções.",
    "The last webhook was accepted, or none has come yet.": "O último webhook foi aceito, ou ainda não chegou nenhum.",
    "A workflow last reported {moment}.": "Um workflow informou o relay pela última vez em {moment}.",
    "Key of the running relay": "Chave do relay em execução",
    "Credentials of the running relay": "Credenciais do relay em execução",
    "The running relay at GitHub": "O relay em execução no GitHub",
    "Queue": "Fila",
    "Webhooks": "Webhooks",
    "From workflows to the relay": "Dos workflows ao relay",
    "Scheduled workflows": "Workflows agendados",
    "Systems that may send": "Sistemas que podem enviar",
    "The relay that answers seals with the key of this folder.": "O relay que responde lacra com a chave desta pasta.",
    "Its token or App needs, for this repository alone: Contents: read and write, Actions: read.": (
        "O token ou App dele precisa, só para este repositório: Contents: read and write, Actions: read."
    ),
    "See that the relay runs; if no other check says why, look at the runs in Actions.": (
        "Veja se o relay está rodando; se nenhum outro teste diz por quê, veja as execuções em Actions."
    ),
    "Messages that wait: {count}.": "Mensagens que esperam: {count}.",
    "No workflow has reported to this relay yet.": "Nenhum workflow informou este relay ainda.",
    "They report after the first message; if they do not then, RELAY_URL or CONTACT_KEY differs there.": (
        "Eles informam depois da primeira mensagem; se nem assim, RELAY_URL ou CONTACT_KEY é diferente lá."
    ),
    "See whether reconcile runs in Actions, and has the same CONTACT_KEY.": (
        "Veja se o reconcile roda em Actions e tem a mesma CONTACT_KEY."
    ),
    "Switch them on under Actions, if that was not meant.": "Ligue-os em Actions, se não foi de propósito.",
    "The relay has seen no run of reconcile succeed yet; it looks every ten minutes.": (
        "O relay ainda não viu nenhuma execução do reconcile ter sucesso; ele olha a cada dez minutos."
    ),
    "Start it under Actions, or wait for its hour.": "Inicie-o em Actions, ou espere a hora dele.",
    "reconcile last succeeded {moment}.": "O reconcile teve sucesso pela última vez em {moment}.",
    "No system may send: GATEWAY_API_TOKENS is not set.": (
        "Nenhum sistema pode enviar: GATEWAY_API_TOKENS não está definida."
    ),
    "Systems that may send: {names}.": "Sistemas que podem enviar: {names}.",
    "The running relay uses another {names} than .env has.": (
        "O relay em execução usa outro valor de {names} que o do .env."
    ),
    "The running relay is lacking at GitHub: {faults}.": "Ao relay em execução falta no GitHub: {faults}.",
    "Messages wait: {count}, the oldest for {minutes} minutes.": (
        "Mensagens esperando: {count}, a mais antiga há {minutes} minutos."
    ),
    "`bot doctor` checks address and auth token, see there.": "`bot doctor` testa o endereço e o auth token; veja lá.",
    "Switched off by hand at GitHub: {names}.": "Desligados à mão no GitHub: {names}.",
}
