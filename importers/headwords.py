"""Words that stand in headers of tables of any make, in many languages, and what each of them says."""

from __future__ import annotations

from typing import Final

from importers import tables
from importers.activity import interactions
from importers.business import introductions, referrals
from importers.contacts import template
from refnet.mapping import Kind

_MORE: Final = {
    "name": "lead name,contact person,contact full name,customer name,client name,customer,client,attendee,guest,"
    "member,lead,prospect,buyer,purchaser,purchased by,sold to,bill to,billed to,billing name,payer,patient,donor,"
    "visitor,participant,invitee,invitee name,subscriber,applicant,candidate,student,representative,rep name,"
    "respondent,player,tenant,kunde,kundin,kundenname,auftraggeber,besteller,käufer,interessent,ansprechpartner,"
    "ansprechpartnerin,gesprächspartner,ansprechperson,kontaktperson,kontakt,mitglied,teilnehmer,teilnehmerin,"
    "besucher,gast,spender,mitarbeiter,mitarbeiterin,name vorname,vorname name,vor und nachname,vor und zuname,"
    "vorname und nachname,vorname nachname,nachname vorname,name und vorname,nom prenom,nom et prenom,prenom nom,"
    "prenom et nom,nom du client,nom du contact,interlocuteur,acheteur,adherent,invite,cliente,comprador,"
    "nombre y apellidos,apellidos y nombre,nombre y apellido,nombre completo,persona de contacto,contacto,socio,"
    "invitado,nombre cliente,nominativo,nome cognome,nome e cognome,cognome nome,cognome e nome,referente,"
    "persona di riferimento,acquirente,iscritto,ospite,nome e sobrenome,nome completo,contato,convidado,naam,"
    "volledige naam,klant,klantnaam,contactpersoon,koper,deelnemer,lid,voor en achternaam,imie i nazwisko,"
    "nazwisko i imie,osoba kontaktowa,osoba do kontaktu,klient,uczestnik,namn,fullständigt namn,för och efternamn,"
    "kund,navn,fulde navn,fullt navn,nimi,koko nimi,asiakas,yhteyshenkilö,jméno a příjmení,zákazník,meno a priezvisko,"
    "név,teljes név,ügyfél,ad soyad,adı soyadı,isim soyisim,ad ve soyad,müşteri,ilgili kişi,nume,nume și prenume,фио,"
    "ф и о,клиент,контактное лицо,имя и фамилия,ονοματεπώνυμο,氏名,お名前,姓名,联系人,고객명,성명",
    "given": "όνομα,first,fname,forename,forenames,givenname,first names,contact first name,rufname,prenoms,ime,"
    "nombre s,nome proprio,imie,imię,förnamn,fornavn,etunimi,jméno,křestní jméno,meno,keresztnév,prenume,isim,имя,"
    "vorn,first name s",
    "family": "επώνυμο,last,lname,surname,surnames,familyname,contact last name,family,families,familie,famille,"
    "familia,famiglia,zuname,nom de famille,primer apellido,sobrenome,nazwisko,efternamn,efternavn,etternavn,sukunimi,"
    "příjmení,priezvisko,vezetéknév,soyad,soyadı,soyisim,фамилия,prezime,nachn",
    "email": "mail address,email id,contact email,your email,courriel,adresse courriel,mel,email adresse,mailadresse,"
    "correo electronico,correo e,adresse electronique,adresse mail,posta elettronica,indirizzo email,mail,e mails,"
    "email addresses,endereço de email,emailadres,mailadres,adres email,adres e mail,e postadress,mejl,mailadress,"
    "почта,электронная почта,эл почта,e post,epost,e posta,eposta,sahkoposti,sähköposti,e mailadresse,"
    "e-mailová adresa,メール,メールアドレス,邮箱,电子邮件,이메일",
    "phone": "τηλέφωνο,κινητό,mobile no,mobile number,phone no,contact number,contact no,whatsapp,whatsapp number,"
    "telefonnummer,tel no,cell phone,cell number,direct line,direct dial,landline,home phone,phone home,phone work,"
    "mobil,mobilfunk,mobilnr,tel nr,telnr,durchwahl,festnetz,telefon privat,telefon mobil,gsm,mobilnummer,handynummer,"
    "rufnummer,numero de telephone,numero de tel,tel fixe,fixe,mobile,tel mobile,numero de telefono,movil,celular,"
    "tfno,tlf,tlfno,numero di telefono,cellulare,cell,telefono cellulare,telefonino,telefone,telemovel,telemóvel,"
    "numero de telefone,mobiel,mobiel nummer,telefoonnummer,gsm nummer,nr telefonu,numer telefonu,komórka,tel kom,"
    "mobiltelefon,tel nummer,telefonnr,puhelin,puhelinnumero,gsm no,cep tel,cep telefonu,telefon no,telefon numarası,"
    "телефон,моб телефон,мобильный,portable,tel portable,電話,電話番号,携帯,电话,手机,전화,전화번호,연락처",
    "area code": "area code,dialling code,dialing code,phone prefix,vorwahl,vorwahl tel,indicatif,prefijo,prefisso",
    "company": "where they work,works at,workplace,place of work,εταιρεία,companie,affiliation,company name,fund,"
    "outlet,publication,brokerage,organization name,organisation name,business name,firm name,account name,account,"
    "accounts,parent company,vendor name,vendor,supplier name,supplier,lieferant,компания,firmenname,"
    "firmenbezeichnung,betrieb,arbeitgeber,verein,institution,agency,employer name,nom de l entreprise,raison sociale,"
    "etablissement,societe,organisme,nombre de la empresa,razon social,compañia,sociedad,ditta,società,societa,"
    "ragione sociale,impresa,ente,nome azienda,razao social,companhia,nome da empresa,bedrijfsnaam,organisatie,"
    "firmanaam,werkgever,nazwa firmy,nazwa,kontrahent,przedsiębiorstwo,företag,företagsnamn,bolag,virksomhed,"
    "firmanavn,bedrift,yritys,firmanimi,společnost,název firmy,spoločnosť,cég,cégnév,şirket,firma adı,kurum,"
    "организация,фирма,会社名,会社,公司,회사,회사명",
    "title": "headline,profession,designation,job,job role,job position,occupation,function,tätigkeit,stellung,"
    "berufsbezeichnung,fonction,métier,puesto,cargo,profesion,ocupacion,qualifica,ruolo,professione,mansione,"
    "profissao,função,functie,beroep,stanowisko,zawód,titel,befattning,yrke,roll,stilling,titteli,ammatti,funkce,"
    "pozice,görev,görevi,unvan,ünvan,meslek,должность,役職,职位,직책",
    "street": "address line 1,address line 2,address 1,address 2,addr 1,addr 2,address1,address2,street 1,street 2,"
    "street and number,street no,house number,strasse,straße nr,strasse nr,straße und hausnummer,anschrift strasse,"
    "hausnummer,hausnr,hnr,n° et voie,voie,domicilio,rua,morada,logradouro,straat nr,straatnaam,straat huisnummer,"
    "huisnummer,ulica,ulica nr,gatuadress,gata,gade,vej,gateadresse,katuosoite,osoite,ulice,utca,sokak,улица",
    "address": "location,full address,mailing address,postal address,home address,address street,anschrift,"
    "postanschrift,adresse postale,direccion,dirección,domicilio completo,indirizzo completo,endereço,endereco,adres,"
    "adresgegevens,adress,postadress,adresse complete,adresa,cím,adresi,адрес,住所,地址,주소",
    "town": "πόλη,oraș,localitate,town city,city state,city town,suburb,locality,wohnort,ortschaft,gemeinde,commune,"
    "localite,poblacion,localidad,municipio,comune,localita,cidade,localidade,woonplaats,stad,gemeente,miejscowość,"
    "miasto,postort,poststed,kaupunki,paikkakunta,město,obec,mesto,város,település,şehir,ilçe,город,市区町村,城市,"
    "도시",
    "region": "st,state abbr,prov,provinz,state province,province state,state region,region state,provincia,comunidad,"
    "departement,kanton,estado,uf,provincie,województwo,län,fylke,maakunta,kraj,megye,область,都道府県,省",
    "postcode": "post code,zipcode,post no,zip postal code,zip postcode,postal zip code,code postal,cp,c p,cod postal,"
    "cod post,codigo postal,c postal,cap,cep,codice postale,codigo de endereçamento postal,postkode,kod pocztowy,"
    "postnummer,postnr,post nr,postinumero,psč,irányítószám,posta kodu,индекс,почтовый индекс,郵便番号,邮编,우편번호",
    "country": "country region,nation,staat,nazione,pais,país,kraj,kraina,land region,lande,maa,země,krajina,ország,"
    "ülke,страна,国,国家,국가",
    "notes": "misc,other info,additional info,additional information,info,details,description,about,background,"
    "background info,remark,memo,anmerkung,anmerkungen,bemerkungen,kommentar,kommentare,hinweis,hinweise,sonstiges,"
    "observations,commentaires,commentaire,remarque,note,observaciones,comentarios,comentario,nota,osservazioni,"
    "commenti,annotazioni,observações,observacoes,comentários,anotações,notitie,notities,opmerking,opmerkingen,"
    "bijzonderheden,uwagi,notatki,komentarz,anteckning,anteckningar,notering,kommentarer,bemærkning,bemærkninger,"
    "merknad,merknader,notat,notater,muistiinpanot,huomautus,huomautukset,lisätietoja,poznámka,poznámky,megjegyzés,"
    "not,notlar,açıklama,примечание,заметки,комментарий,備考,メモ,备注,비고,메모,anything else we should know",
    "labels": "labels,label,tags,tag,categories,category,segment,segments,lists,list,schlagwort,schlagworte,"
    "kategorien,etiquettes,etiquette,étiquettes,categorie,etiquetas,categoria,categorias,etichette,kategoria,etykiety,"
    "taggar,etiketler,labels contacts,group name",
    "url": "linkedin profile url,profile,homepage,web,web page,web address,site,site web,site internet,internet,"
    "internetseite,pagina web,sitio web,sito,sito web,site da web,strona www,strona internetowa,www,webb,hemsida,"
    "hjemmeside,nettside,verkkosivu,web sitesi,сайт,linkedin profil",
    "birthday": "b day,bday,dob,d o b,birthdate,born,geboren,geboren am,geb datum,gebdatum,geb,geb am,naissance,"
    "date naissance,ne e le,f nacimiento,f nac,fecha nacimiento,fec nacimiento,nacimiento,data di nascita,"
    "data nascita,nascita,nato il,data de nascimento,nascimento,aniversario,geboortedatum,verjaardag,geb dat,"
    "data urodzenia,data ur,urodziny,födelsedatum,födelsedag,född,fødselsdato,fødselsdag,bursdag,syntymäaika,"
    "syntymäpäivä,datum narození,dátum narodenia,születési dátum,születésnap,doğum tarihi,doğum günü,дата рождения,"
    "день рождения,生年月日,誕生日,生日,생일,생년월일",
    "birth day": "geb tag,birth day,day of birth,birthday day,geburtstag tag,jour de naissance,dob day",
    "birth month": "geb monat,birth month,month of birth,birthday month,geburtsmonat,geburtstag monat,"
    "mois de naissance,dob month",
    "birth year": "geb jahr,birth year,year of birth,birthday year,geburtsjahr,geburtstag jahr,annee de naissance,"
    "dob year",
    "referred by": "referrer,referrer name,referring physician,referring doctor,intro via,intro by,intro from,"
    "who introduced,connected by,met via,referral source name,recommended by,who referred,who referred you,"
    "referred by name,introduced by,sent by,vermittelt von,vermittelt durch,empfohlen durch,empfehlung von,empfehler,"
    "geworben von,tippgeber,recommande par,parrain,parraine par,apporteur,recomendado por,referido por,segnalato da,"
    "presentato da,consigliato da,indicado por,indicacao de,aanbevolen door,doorverwezen door,aangebracht door,"
    "polecony przez,polecona przez,z polecenia,rekommenderad av,tipsad av,anbefalet af,anbefalt av,suosittelija,"
    "doporučil,doporučil a,ajánlotta,tavsiye eden,referans,yönlendiren,рекомендовал,кто порекомендовал,紹介者,介绍人,"
    "소개자",
    "spouse": "spouse name,ehefrau,ehemann,ehepartner,conjoint,conjointe,conyuge,coniuge,marito,moglie,conjuge,"
    "echtgenoot,echtgenote,małżonek,make maka,ægtefælle,ektefelle,puoliso,eş,eşi",
    "child": "children,child names,kids,kinder,enfants,hijos,figli,filhos,kinderen,dzieci,barn,lapset,çocuklar",
    "knows": "plus one,plus 1,companion,begleitung,begleitperson,accompagnant,acompanante,accompagnatore,acompanhante",
    "": "maiden name,birth name,former name,geburtsname,nom de naissance,nom de jeune fille,cognome da nubile,status,"
    "statu,statut,stand,stage,phase,priority,id,no,nr,age,gender,sex,language,country code,signup date,created,"
    "created at,updated,last contact,last contacted,last seen,next step,next contact,email type,phone type,"
    "email status,interested,has kids,date of death,company size,industry,branche,website status,opt in,subscribed,"
    "score,rating,username,user name,password,time zone,timezone,fax,fax no,fax number,telefax,ip address,type,"
    "is business,member since,joined,plan,campaign,rsvp,quantity,position in list,situação,situacion,situation,"
    "salutation line,class,grade",
}
_BOUGHT: Final = {
    "amount": "amount,total,sum,price,paid,amount paid,total spent,revenue,sales,order total,invoice total,"
    "gift amount,donation amount,donation,invoice amount,total amount,total price,grand total,line total,"
    "lifetime spend,lineitem price,order value,sale amount,item total,item price,gross,net,betrag,summe,umsatz,preis,"
    "gesamt,gesamtbetrag,gesamtpreis,gesamtsumme,rechnungsbetrag,endbetrag,montant,montant ttc,total ttc,prix,"
    "prix ttc,importe,importe total,precio,importo,prezzo,totale,bedrag,prijs,totaal,valor,valor total,preço,kwota,"
    "cena,suma,wartość,belopp,summa,pris,beløb,beløp,hinta,částka,összeg,tutar,fiyat,toplam,сумма,цена,金額,金额",
    "date": "date,order date,purchase date,invoice date,gift date,donation date,paid at,paid on,sold on,sale date,"
    "datum,bestelldatum,rechnungsdatum,kaufdatum,date de commande,date d achat,date de facture,fecha,fecha de compra,"
    "fecha de factura,fecha de pedido,data,data acquisto,data ordine,data fattura,data da compra,orderdatum,"
    "besteldatum,factuurdatum,data zakupu,data zamówienia,köpdatum,dato,købsdato,kjøpsdato,tarih,satış tarihi,дата",
    "currency": "currency,wahrung,devise,moneda,valuta,waluta,moeda,döviz,para birimi",
    "product": "concepto,treatment,behandlung,product,item,service,article,produkt,artikel,leistung,produit,producto,"
    "prodotto,what,description,position,bezeichnung",
    "order": "order,order id,order no,order number,invoice,invoice no,invoice number,rechnungsnummer,bestellnummer,"
    "rechnungsnr,bestellnr,auftrag,auftragsnummer,auftragsnr,receipt,receipt number,numero de commande,n commande,"
    "numero de facture,numero de pedido,numero de factura,numero ordine,numero fattura,factuurnummer,bestelnummer",
}
_MET: Final = {
    "date": "date,start date time,start time,start,join time,event start date time,date time,meeting date,call date,"
    "visit date,appointment,appointment date,termin,treffen am,dato,tarih,дата",
    "with given": "first name,given name,vorname,prénom,nombre,nome,voornaam,imię,förnamn,fornavn",
    "with family": "last name,surname,family name,nachname,nom,apellidos,cognome,achternaam,nazwisko,efternamn",
    "with phone": "phone,phone number,number,telephone,mobile,telefon,nummer,rufnummer,téléphone,teléfono,telefono",
    "minutes": "min,mins,duration minutes,duration min,length min,call duration,talk time,gesprächsdauer,durée,"
    "duración,durata,duração,duur,czas trwania,varaktighet,süre",
    "cancelled": "cancelled,canceled,was cancelled,storniert,abgesagt,annule,cancelado,annullato,geannuleerd,odwołane,"
    "avbokad,aflyst",
    "channel": "via,by means of,medio,forma,mode,meeting type,call type,activity type,interaction type,"
    "type of contact,kind of contact,kontaktart,art des kontakts,type de contact,tipo de contacto,tipo di contatto,"
    "tipo de contato,soort contact",
    "note": "takeaways,topics,themen,temas,tema,argomenti,agenda,purpose,compte rendu,motif,motivo,resumen,summary,"
    "discussion,esito,verslag,temat,konu,ämne,emne,objet,sujet,asunto,oggetto,betreff,anlass,onderwerp,remarks,remark,"
    "comments,bemerkung,bemerkungen,remarques,observaciones,meeting notes,call notes,result,ergebnis,outcome,"
    "event type name",
}
_OF_REFERRALS: Final = {
    "referrer": "given by,passed by,from whom,sent by,who sent,who referred,referred by name,referring person,"
    "referral source,recommended by,tippgeber,empfehlung von,parrain,apporteur,indicado por,segnalato da,"
    "aanbevolen door,polecony przez",
    "prospect": "referred person,person referred,referral name,new client,new customer,filleul,referido,segnalato",
    "value": "auftragswert,auftragsvolumen,montant du contrat,deal size,deal amount,value of business",
}
_OF_INTRODUCTIONS: Final = {"made": "when,day,wann"}
_WHO: Final[dict[Kind, dict[str, str]]] = {
    "interactions": {
        "with": "asistente,asistentes,presents,aanwezigen,rozmówca,deltagare,gesproken met,gesprochen mit,hable con,"
        "parlato con,with,contact,person,client,customer,attendee,participant,guest,invitee,lead,prospect,kontakt,"
        "kunde,spoke to,spoke with,talked to,met with,caller,teilnehmer,gesprächspartner,ansprechpartner,cliente,"
        "contacto,contatto,contato,klant"
    },
    "introductions": {
        "introducer": "introducer,who introduced,intro by,introduced by,connector,vermittler,vorgestellt von",
        "from": "from,person 1,first person,person a,introduced,von",
        "to": "to,person 2,second person,person b,introduced to,an",
    },
    "referrals": {
        "referrer": "referrer,referred by,referral from,referring,referral giver,recommender,empfehler,empfohlen von,"
        "empfehlungsgeber,tippgeber,parrain,recomendador,referente,source,giver,advocate",
        "prospect": "prospect,referred,referral,referee,lead,customer,client,friend,new client,new customer,"
        "interessent,kunde,neukunde,empfohlener,filleul,cliente,referido,klant",
        "recipient": "recipient,referred to,referral to,receiver,given to,empfänger,receveur",
    },
}
_SOURCES: Final = (
    "source,lead source,contact source,client source,customer source,source of lead,referral source,lead origin,"
    "origin,source name,original source,came through,came from,came via,found us,found us through,found us via,"
    "utm source,acquisition channel,marketing source,enquiry source,inquiry source,quelle,leadquelle,herkunft,"
    "kontaktquelle,gekommen über,kam über,kommt von,woher,aufmerksam durch,gefunden über,provenance,origine,"
    "origine du contact,source du contact,canal d acquisition,venu par,origen,fuente,procedencia,origen del contacto,"
    "medio,fonte,provenienza,origine contatto,origem,herkomst,bron,gevonden via,źródło,skąd,źródło kontaktu,källa,"
    "ursprung,kilde,lähde,zdroj,forrás,kaynak,geliş kaynağı,sursă,источник,источник лида,流入元,来源,유입경로"
)
_HEARD: Final = frozenset(
    "hear heard aware erfahren aufmerksam gehört connu entendu connaitre conocio conociste conocido conoció "
    "conosciuto sentito conheceu soube gevonden gehoord wiesz dowiedziała dowiedział hittade hørt kuulit duydunuz "
    "узнали".split()
)
_CHANNELS: Final = frozenset(
    "google facebook instagram linkedin xing tiktok youtube twitter web website webseite webpage homepage internet "
    "online site sito sitio webb search organic seo ads ad advert advertisement adwords anzeige werbung newsletter "
    "email mail mailing phone telephone telefon call cold inbound outbound referral recommendation empfehlung "
    "mundpropaganda word mouth fair trade show messe salon feria fiera feira beurs targi mässa messu fuar event "
    "events conference exhibition flyer radio tv print newspaper magazine zeitung presse social media direct partner "
    "partners campaign walk form forms chat import other sonstige sonstiges autre otro altro bouche oreille "
    "passaparola recomendacion polecenie mond friend friends freund freunde ami amigo bekannte family none unknown "
    "unbekannt quiz landing page blog podcast directory yelp maps profile upload api zapier customer existing "
    "bestandskunde".split()
)
_THINGS: Final = (
    "product products item items lineitem sku article articles artikel artikelname ware waren produkt produktname "
    "bezeichnung artikelbezeichnung produktbezeichnung leistung service services lieferung produit designation "
    "produto producto articulo servicio prodotto articolo servizio artigo dienst usługa towar vara tuote ürün товар "
    "file project projekt projet proyecto progetto task aufgabe event veranstaltung campaign kampagne board list card "
    "plan course kurs lesson class game song album book title movie deal opportunity pipeline stage variant brand "
    "model part vehicle property room table sheet template form tax bank package subscription team department "
    "shipping discount vendor category collection merchant shop store restaurant hotel station venue payee händler"
)
_IDS: Final = frozenset(
    "id ids nr no number code key ref uuid guid ip kd kundennr kundennummer mitgliedsnr nip regon".split()
)
_TAX: Final = frozenset(
    "nip,regon,krs,vat,vat number,vat no,tax id,tax number,ust id,ust idnr,ust id nr,steuernummer,siret,siren,tva,nif,"
    "cif,dni,rfc,cpf,cnpj,p iva,partita iva,codice fiscale,cf,kvk,btw,btw nummer,org nr,orgnr,organisationsnummer,"
    "personnummer,cvr,y tunnus,ičo,dič,vergi no,tc kimlik no,инн,ssn,iban,bic,account number".split(",")
)
_BANK: Final = frozenset(
    "iban,bic,balance,running balance,debit,credit,saldo,valuta,buchungstag,buchungstext,verwendungszweck,"
    "wertstellung,kontonummer,solde,debit eur,credit eur,date valeur,libelle,concepto,cargo,abono,addebito,accredito,"
    "causale,data valuta,money in,money out,paid in,paid out,withdrawals,deposits,tegenrekening,af bij,mededelingen,"
    "saldo po,rachunek,sort code,transaction type,transaction description,value date,auftraggeber empfänger".split(",")
)
_OF_OTHERS: Final = frozenset(
    "owner owned assigned assignee rep salesperson betreuer bearbeiter sachbearbeiter zuständig verkäufer vendeur "
    "commercial responsable agente vendedor venditore eigenaar opiekun handled host creator created modified updated "
    "emergency notfall notfallkontakt urgence emergencia emergenza noodcontact".split()
)
_PARTIES: Final = frozenset(
    "customer,customer name,client,client name,lead,lead name,prospect,account,account name,kunde,kundenname,"
    "interessent,auftraggeber,cliente,nom du client,klant,klantnaam,klient,kund,asiakas,zákazník,müşteri,клиент,"
    "member,mitglied,contact name,contactname,donor,buyer,kontakt,name,nazwa,bill to,billed to,contact".split(",")
)
_OF_A_MESSAGE: Final = frozenset(
    "from to cc bcc sender recipient von an absender de para expediteur destinataire da a".split()
)
_MEETING: Final = frozenset(
    "invitee meeting appointment call lunch visit treffen gespräch anruf besuch termin rencontre réunion rendez "
    "entretien reunión llamada encuentro incontro riunione reunião afspraak gesprek attendance".split()
)


def known(table: dict[str, str]) -> dict[str, str]:
    """The field of each normalised word of a table "field: word, word"; the first field that claims a word has it."""
    return {tables.normal(word): field for field, words in reversed(table.items()) for word in words.split(",")}


def _first(*several: dict[str, str]) -> dict[str, str]:
    """Words of several tables; the first that claims a word has it, and its words stand before those of others."""
    found: dict[str, str] = {}
    for table in several:
        found = {**found, **{word: field for word, field in table.items() if word not in found}}
    return found


def _each(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(tables.normal, words))


OWN: Final = known(template.COLUMNS)
"""The words of our own template of contacts."""
CONTACT: Final = _first(OWN, known(_MORE))
WHO: Final[dict[Kind, dict[str, str]]] = {kind: known(words) for kind, words in _WHO.items()}
"""Words for those whom a row of events names, before or after a part: "referrer first name"."""
EVENTS: Final[dict[Kind, dict[str, str]]] = {
    "introductions": _first(known(introductions.COLUMNS), known(_OF_INTRODUCTIONS), WHO["introductions"]),
    "referrals": _first(known(referrals.COLUMNS), known(_OF_REFERRALS), WHO["referrals"]),
    "interactions": _first(known(interactions.COLUMNS), known(_MET), WHO["interactions"]),
    "purchases": known(_BOUGHT),
}
SOURCES: Final = frozenset(known({"": _SOURCES}))
HEARD: Final = _each(_HEARD)
CHANNELS: Final = _each(_CHANNELS)
THINGS: Final = _each(frozenset(_THINGS.split()))
IDS: Final = _each(_IDS)
TAX: Final = _each(_TAX)
BANK: Final = _each(_BANK)
OF_OTHERS: Final = _each(_OF_OTHERS)
PARTIES: Final = _each(_PARTIES)
OF_A_MESSAGE: Final = _each(_OF_A_MESSAGE)
"""Ends of a message: the two addresses in its row are of two people."""
MEETING: Final = _each(_MEETING)


def is_source(header: str) -> bool:
    """Whether a header is that of where somebody came from: "lead source", "how did you hear about us".

    >>> is_source("lead source"), is_source("wie haben sie von uns erfahren"), is_source("resource")
    (True, True, False)
    """
    words = header.split()
    return header in SOURCES or (len(words) >= 3 and not HEARD.isdisjoint(words))


def is_channel(text: str) -> bool:
    """Whether a cell says by what, and not by whom, somebody came.

    >>> is_channel("Trade Fair"), is_channel("Ana Prado")
    (True, False)
    """
    return not CHANNELS.isdisjoint(tables.normal(text).split())


def is_by_channel(text: str) -> bool:
    """Whether a cell says nothing else than by what somebody came.

    >>> is_by_channel("Trade Fair"), is_by_channel("Ana from the fair")
    (True, False)
    """
    words = tables.normal(text).split()
    return bool(words) and CHANNELS.issuperset(words)


def is_of_things(header: str) -> bool:
    """Whether a header is that of goods, files or other things, which have names too.

    >>> is_of_things("lineitem name"), is_of_things("customer name")
    (True, False)
    """
    return not THINGS.isdisjoint(header.split())


def is_of_others(header: str) -> bool:
    """Whether a header names who looks after somebody, or whom to call for them.

    >>> is_of_others("contact owner"), is_of_others("emergency contact"), is_of_others("contact")
    (True, True, False)
    """
    return not OF_OTHERS.isdisjoint(header.split())


def is_number(header: str) -> bool:
    """Whether a header is that of a number or key which only looks like a telephone's."""
    words = header.split() if header not in ("number", "nummer", "numero") else []
    return header in TAX or bool(words and words[-1] in IDS) or "id" in words
