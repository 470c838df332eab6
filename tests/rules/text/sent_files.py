"""Fiscal documents and voice notes as people send them, cut down to what is read of them."""

from __future__ import annotations

import struct


def nfe(
    number: str = "1234",
    issuer: str = "Padaria São João Ltda",
    total: str = "1234.56",
    issued: str = "2026-11-05T10:00:00-03:00",
) -> bytes:
    """Return an NF-e with its protocol, as issuers hand it out."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<nfeProc xmlns="http://www.portalfiscal.inf.br/nfe" versao="4.00"><NFe>
<infNFe Id="NFe35261112345678000190550010000012341000012345"
versao="4.00"><ide><cUF>35</cUF><mod>55</mod><serie>1</serie><nNF>{number}</nNF><dhEmi>{issued}</dhEmi></ide>
<emit><CNPJ>12345678000190</CNPJ><xNome>{issuer}</xNome></emit><dest><xNome>Outra Empresa</xNome></dest>
<det nItem="1"><prod><xProd>Pão</xProd><vProd>1.00</vProd></prod></det>
<total><ICMSTot><vBC>0.00</vBC><vNF>{total}</vNF></ICMSTot></total></infNFe></NFe>
<protNFe><infProt><nProt>135260000000001</nProt></infProt></protNFe></nfeProc>""".encode()


NFE = nfe()
CTE = """<?xml version="1.0" encoding="UTF-8"?>
<cte:cteProc xmlns:cte="http://www.portalfiscal.inf.br/cte"><cte:CTe><cte:infCte><cte:ide><cte:mod>57</cte:mod>
<cte:nCT>77</cte:nCT><cte:dhEmi>2026-11-06T08:00:00-03:00</cte:dhEmi></cte:ide>
<cte:emit><cte:xNome>Rápido Transportes</cte:xNome>
</cte:emit><cte:vPrest><cte:vTPrest>350.00</cte:vTPrest></cte:vPrest></cte:infCte></cte:CTe></cte:cteProc>""".encode()
NFSE = """<NFSe xmlns="http://www.sped.fazenda.gov.br/nfse" versao="1.00"><infNFSe><nNFSe>9</nNFSe>
<emit><xNome>Contábil &amp; Cia</xNome></emit><valores><vLiq>800.5</vLiq></valores>
<DPS><infDPS><dhEmi>2026-11-07T09:00:00-03:00</dhEmi></infDPS></DPS></infNFSe></NFSe>""".encode()

ABRASF = """<?xml version="1.0" encoding="UTF-8"?>
<ConsultarNfseResposta xmlns="http://www.abrasf.org.br/nfse.xsd"><ListaNfse><CompNfse><Nfse versao="2.04">
<InfNfse Id="n1"><Numero>202600000000987</Numero><CodigoVerificacao>ABC1</CodigoVerificacao>
<DataEmissao>2026-11-08T09:10:00</DataEmissao>
<ValoresNfse><BaseCalculo>50.00</BaseCalculo><ValorLiquidoNfse>48.75</ValorLiquidoNfse></ValoresNfse>
<PrestadorServico><RazaoSocial>Oficina do Zé ME</RazaoSocial><Endereco><Numero>10</Numero></Endereco></PrestadorServico>
<DeclaracaoPrestacaoServico><InfDeclaracaoPrestacaoServico><Rps><IdentificacaoRps><Numero>5</Numero></IdentificacaoRps>
</Rps><Tomador><RazaoSocial>Outra Empresa</RazaoSocial></Tomador></InfDeclaracaoPrestacaoServico>
</DeclaracaoPrestacaoServico></InfNfse></Nfse></CompNfse></ListaNfse></ConsultarNfseResposta>""".encode()
EARLIER_ABRASF = """<ns3:CompNfse xmlns:ns3="http://www.abrasf.org.br/ABRASF/arquivos/nfse.xsd"><ns3:Nfse><ns3:InfNfse>
<ns3:Numero>45</ns3:Numero><ns3:DataEmissao>2026-11-08T09:00:00</ns3:DataEmissao>
<ns3:IdentificacaoRps><ns3:Numero>7</ns3:Numero></ns3:IdentificacaoRps>
<ns3:Servico><ns3:Valores><ns3:ValorServicos>1200.00</ns3:ValorServicos><ns3:ValorLiquidoNfse>1100</ns3:ValorLiquidoNfse>
</ns3:Valores></ns3:Servico><ns3:PrestadorServico><ns3:IdentificacaoPrestador><ns3:Cnpj>1</ns3:Cnpj>
</ns3:IdentificacaoPrestador><ns3:RazaoSocial>Oficina do Zé ME</ns3:RazaoSocial></ns3:PrestadorServico>
<ns3:TomadorServico><ns3:RazaoSocial>Outra Empresa</ns3:RazaoSocial></ns3:TomadorServico></ns3:InfNfse></ns3:Nfse>
</ns3:CompNfse>""".encode()


def opus(seconds: int) -> bytes:
    """Return the pages of a voice note that say how long it is."""
    head = b"OggS" + bytes(23) + b"\x13OpusHead\x01\x01" + struct.pack("<H", 312) + bytes(7)
    return head + b"x" * 5_000 + b"OggS\0\4" + struct.pack("<q", seconds * 48_000 + 312) + bytes(20)
