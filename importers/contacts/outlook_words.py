"""The headers of Outlook's contact export in its languages, and which field each one names.

A header is a whole ("Vorname"), or a part of an address or a telephone with its place, in either order, in brackets or
not, numbered or not: "Telefon (privat 2)", "Business Country/Region". All languages are known at once, because exports
are often half translated. English stands first, then de fr es it nl pl pt sv da nb fi cs tr ru ja zh ko.
"""

from __future__ import annotations

from typing import Final

from importers import tables

_WHOLE: Final = {
    "prefix": "Title,Anrede,Titre,Civilité,Tratamiento,Título,Titolo,Titel,Aanhef,Tytuł,Tilltal,Tittel,Titteli,"
    "Titul,Unvan,Unvanı,Обращение,敬称,称谓,稱謂,경칭",
    "given": "First Name,Given Name,Vorname,Prénom,Nombre,Nome,Voornaam,Imię,Primeiro nome,Nome próprio,Förnamn,"
    "Fornavn,Etunimi,Jméno,Křestní jméno,İlk Adı,Adı,Ad,Имя,名,名字,이름",
    "middle": "Middle Name,Weitere Vornamen,Zweiter Vorname,Deuxième prénom,Autres prénoms,Segundo nombre,"
    "Secondo nome,Middelste naam,Tweede naam,Drugie imię,Segundo nome,Nome do meio,Mellannamn,Mellemnavn,Mellomnavn,"
    "Toinen nimi,Druhé jméno,Prostřední jméno,İkinci Adı,Отчество,ミドル ネーム,中间名,中間名,중간 이름",
    "family": "Last Name,Surname,Nachname,Nom,Nom de famille,Apellidos,Apellido,Cognome,Achternaam,Nazwisko,"
    "Sobrenome,Apelido,Último nome,Efternamn,Efternavn,Etternavn,Sukunimi,Příjmení,Soyadı,Soyad,Фамилия,姓,姓氏,성",
    "suffix": "Suffix,Suffixe,Sufijo,Titolo straniero,Suffisso,Achtervoegsel,Sufiks,Sufixo,Suffiks,Jälkiliite,"
    "Přípona,Soneki,Суффикс,肩書き,后缀,尾碼,접미사",
    "name": "Name,Full Name,Display Name,Vollständiger Name,Nom complet,Nombre completo,Nome completo,氏名",
    "nickname": "Nickname,Spitzname,Surnom,Sobrenombre,Apodo,Soprannome,Bijnaam,Pseudonim,Smeknamn,Kaldenavn,"
    "Kutsumanimi,Přezdívka,Takma Ad,Псевдоним,ニックネーム,昵称,暱稱,애칭",
    "company": "Company,Organization,Firma,Société,Entreprise,Organización,Compañía,Empresa,Società,Bedrijf,Företag,"
    "Yritys,Společnost,Şirket,Организация,会社名,会社,单位,公司,회사",
    "department": "Department,Abteilung,Service,Département,Departamento,Reparto,Afdeling,Dział,Avdelning,Avdeling,"
    "Osasto,Oddělení,Bölüm,Departman,Отдел,部署,部门,部門,부서",
    "title": "Job Title,Position,Berufsbezeichnung,Fonction,Titre du poste,Cargo,Puesto,Posizione,"
    "Posizione lavorativa,Qualifica,Mansione,Functie,Stanowisko,Befattning,Stilling,Tehtävänimike,Tehtävä,"
    "Pracovní funkce,Funkce,İş Unvanı,Görevi,Должность,役職,职务,職稱,직함",
    "email": "E-mail Address,E-Mail-Adresse,Adresse de messagerie,Adresse e-mail,Dirección de correo electrónico,"
    "Dirección de correo,Indirizzo posta elettronica,Indirizzo di posta elettronica,Indirizzo e-mail,E-mailadres,"
    "Adres e-mail,Adres poczty e-mail,Endereço de email,Endereço de e-mail,Endereço de correio eletrônico,"
    "Endereço de correio eletrónico,E-postadress,E-mail-adresse,E-postadresse,Sähköpostiosoite,E-mailová adresa,"
    "Adresa elektronické pošty,Elektronik Posta Adresi,E-posta Adresi,Адрес эл. почты,Адрес электронной почты,"
    "電子メール アドレス,电子邮件地址,电子邮件 地址,電子郵件地址,電子郵件 地址,전자 메일 주소",
    "email type": "E-mail Type,E-Mail-Typ,Type de messagerie,Type d'adresse de messagerie,"
    "Tipo de correo electrónico,Tipo posta elettronica,Tipo indirizzo posta elettronica,E-mailtype,Typ e-mail,"
    "Typ adresu e-mail,Tipo de email,Tipo de e-mail,E-posttyp,E-mail-type,E-posttype,Sähköpostin tyyppi,Typ e-mailu,"
    "Elektronik Posta Türü,Тип эл. почты,電子メールの種類,电子邮件类型,电子邮件 类型,電子郵件類型,電子郵件 類型,"
    "전자 메일 유형",
    "email name": "E-mail Display Name,E-Mail: Angezeigter Name,Nom complet de l'adresse de messagerie,"
    "Nom d'affichage de messagerie,Nombre de pantalla de correo electrónico,"
    "Nombre para mostrar del correo electrónico,Nome visualizzato posta elettronica,Weergavenaam voor e-mail,"
    "E-mail weergavenaam,Nazwa wyświetlana e-mail,Nome para exibição do email,Nome de exibição do e-mail,"
    "Visningsnamn för e-post,Vist navn for e-mail,Visningsnavn for e-post,Sähköpostin näyttönimi,"
    "Zobrazované jméno e-mailu,Elektronik Posta Görünen Adı,Краткое имя эл. почты,電子メール表示名,电子邮件显示名称,"
    "电子邮件 显示名称,電子郵件顯示名稱,電子郵件 顯示名稱,전자 메일 표시 이름",
    "mobile phone": "Mobile Phone,Mobile,Mobiltelefon,Handy,Tél. mobile,Téléphone mobile,Móvil,Teléfono móvil,"
    "Celular,Cellulare,Telefono cellulare,Mobiele telefoon,Telefon komórkowy,Telefone celular,Telemóvel,"
    "Matkapuhelin,Mobilní telefon,Cep Telefonu,Телефон переносной,Мобильный телефон,携帯電話,移动电话,行動電話,"
    "휴대폰,휴대 전화",
    "work phone": "Ufficio,Arbete,Työpuhelin,İş Telefon No,Рабочий телефон,Телефон раб,会社電話,商务电话,商務電話,"
    "公司電話,근무처 전화,회사 전화",
    "home phone": "Abitazione,Hem,Kotipuhelin,Particular,Ev Telefon No,Домашний телефон,Телефон дом,自宅電話,"
    "住宅电话,住家電話,住宅電話,집 전화 번호,집 전화",
    "other phone": "Primary Phone,Company Main Phone,Car Phone,Radio Phone,Callback,ISDN,TTY/TDD Phone,Haupttelefon,"
    "Telefon Firma,Autotelefon,Funktelefon,Rückmeldung,Rückruf,Telefon für Hörbehinderte,Téléphone principal,"
    "Téléphone société,Téléphone (voiture),Radiotéléphone,Rappel,RNIS,Téléphone TDD/TTY,Teléfono principal,"
    "Número de teléfono principal,Teléfono del automóvil,Radioteléfono,Devolución de llamada,Central telefónica,"
    "Telefono principale,Telefono principale società,Telefono auto,Radiotelefono,Richiamata,Hoofdtelefoon,"
    "Hoofdtelefoon van bedrijf,Hoofdtelefoon bedrijf,Autotelefoon,Radiotelefoon,Terugbellen,Telefon podstawowy,"
    "Telefon główny,Telefon główny firmy,Telefon w samochodzie,Radiotelefon,Telefon zwrotny,Telefone principal,"
    "Telefone principal da empresa,Telefone do carro,Radiotelefone,Retorno de chamada,Primär telefon,"
    "Företagstelefon,Biltelefon,Återuppringning,Primær telefon,Firmaets hovednummer,Ring tilbage,Birincil Telefon,"
    "Şirket Ana Telefonu,Araç Telefonu,Основной телефон,Основной телефон организации,Телефон в машине,Радиотелефон,"
    "通常の電話,会社代表電話,自動車電話,無線電話,コールバック,その他の電話,主要电话,单位主要电话,车载电话,无线电话,"
    "回电话,其他电话,其他電話,기타 전화",
    "assistant phone": "Assistant's Phone,Telefon Assistent,Téléphone de l'assistant(e),Teléfono del ayudante,"
    "Telefono assistente,Telefoon assistent,Telefon asystenta,Telefone do assistente,Assistenttelefon,"
    "Telefon (assistent),Asistanın Telefonu,Телефон помощника,秘書の電話,助理的电话,助理電話",
    "birthday": "Birthday,Geburtstag,Anniversaire,Date de naissance,Cumpleaños,Fecha de nacimiento,Compleanno,"
    "Verjaardag,Urodziny,Data de nascimento,Födelsedag,Fødselsdag,Syntymäpäivä,Narozeniny,Doğum günü,День рождения,"
    "誕生日,生日,생일",
    # "Aniversario" is the wedding day in Spanish and the birthday in Portuguese: taken for the wedding day.
    "anniversary": "Anniversary,Jahrestag,Anniversaire de mariage ou fête,Aniversario,Anniversario,Speciale datum,"
    "Jubileum,Rocznica,Datas especiais,Årsdag,Bröllopsdag,Mærkedag,Merkedag,Vuosipäivä,Výročí,Yıldönümü,Годовщина,"
    "記念日,纪念日,紀念日,기념일",
    "labels": "Categories,Category,Kategorien,Catégories,Categorías,Categorie,Categorieën,Kategorie,Categorias,"
    "Kategorier,Luokat,Kategoriler,Категории,分類項目,分類,类别,類別,범주",
    "notes": "Notes,Notizen,Notas,Note,Notities,Notatki,Anotações,Observações,Anteckningar,Noter,Notater,"
    "Muistiinpanot,Poznámky,Notlar,Заметки,メモ,附注,記事,메모",
    "url": "Web Page,Personal Web Page,Webseite,Page Web,Página Web,Pagina Web,Webpagina,Strona sieci Web,"
    "Página da Web,Webbsida,Webside,Web-sivu,WWW-sivu,Webová stránka,Web Sayfası,Веб-страница,Web ページ,网页,網頁,"
    "웹 페이지",
    "referred by": "Referred By,Empfohlen von,Recommandé par,Remitido por,Presentato da,Referentie van,"
    "Osoba polecająca,Indicação,Indicado por,Referens,Henvist af,Anbefalt av,Henvist av,Suosittelija,Doporučil,"
    "Başvuran,Рекомендация,Рекомендовал,紹介者,推荐人,推薦人,介紹人,추천인",
    "spouse": "Spouse,Partner,Ehepartner,Conjoint(e),Cónyuge,Nome coniuge,Coniuge,Partnerin,Echtgenoot,Echtgenote,"
    "Współmałżonek,Cônjuge,Make maka,Make/maka,Ægtefælle,Ektefelle,Puoliso,Manžel/ka,Manžel(ka),Eşi,Eş,Супруг(а),"
    "配偶者,配偶,배우자",
    "child": "Children,Kinder,Enfants,Hijos,Figli,Kinderen,Dzieci,Filhos,Barn,Børn,Lapset,Děti,Çocukları,Çocuklar,"
    "Дети,子供,子女,小孩,자녀",
    "manager": "Manager's Name,Manager,Name des/der Vorgesetzten,Vorgesetzter,Nom du responsable,Responsable,"
    "Nom du directeur,Nombre del administrador,Nombre del jefe,Nome manager,Nome del responsabile,Naam manager,"
    "Imię i nazwisko menedżera,Nazwisko kierownika,Kierownik,Nome do gerente,Gerente,Chefens namn,Chef,"
    "Overordnedes navn,Leders navn,Esimiehen nimi,Jméno nadřízeného,Nadřízený,Yöneticisinin Adı,Yönetici Adı,"
    "Руководитель,Имя руководителя,上司の氏名,上司の名前,经理姓名,主管姓名,經理名稱,관리자 이름",
    "assistant": "Assistant's Name,Assistant,Assistent(in),Name Assistent,Assistant(e),Nom de l'assistant(e),"
    "Nombre del ayudante,Nombre del asistente,Nome assistente,Assistente,Naam assistent,Asystent,"
    "Imię i nazwisko asystenta,Nome do assistente,Assistentens namn,Assistents navn,Assistentens navn,"
    "Avustajan nimi,Jméno asistenta,Asistent,Asistanın Adı,Помощник,Имя помощника,秘書の氏名,秘書の名前,助理姓名,"
    "비서 이름",
    "secret": "Private,Privat,Privé,Privado,Privato,Prywatne,Particulier,Privé-item,Yksityinen,Soukromé,Özel,Личное,"
    "Частное,非公開,私人,개인",
    "sensitivity": "Sensitivity,Vertraulichkeit,Critère de diffusion,Confidentialité,Confidencialidad,Sensibilidad,"
    "Carácter,Riservatezza,Gevoeligheid,Poufność,Czułość,Confidencialidade,Känslighet,Følsomhed,Følsomhet,"
    "Luottamuksellisuus,Utajení,Duyarlılık,Пометка,秘密度,敏感度,敏感性",
    "action": "Action,Aktion,Acción,Azione,Actie,Akcja,Ação",
}
_IDLE: Final = (
    # known and left alone, so that they are not reported as unknown
    "Account,Billing Information,Directory Server,E-mail,Gender,Government ID Number,Hobby,Initials,"
    "Internet Free Busy,Keywords,Language,Location,Mileage,Office Location,Organizational ID Number,Pager,Priority,"
    "Profession,Telex,User,Given Yomi,Surname Yomi,Company Yomi,IMAddress,Schools,Fax,Abrechnungsinformation,"
    "Benutzer,Beruf,Büro,Geschlecht,Initialen,Internet-Frei/Gebucht,Konto,Organisationsnr.,Ort,Priorität,"
    "Regierungsnr.,Reisekilometer,Sprache,Stichwörter,Verzeichnisserver,Compte,Information facturation,"
    "Informations facturation,Serveur d'annuaire,Sexe,Code gouvernement,Passe-temps,Initiales,"
    "Disponibilité Internet,Mots clés,Langue,Emplacement,Bureau,Kilométrage,Priorité,"
    "Numéro d'identification de l'organisation,Récepteur de radiomessagerie,Télex,Utilisateur,Cuenta,Sexo,Género,"
    "Iniciales,Idioma,Ubicación,Prioridad,Profesión,Palabras clave,Localizador,Buscapersonas,Usuario,Sesso,Iniziali,"
    "Lingua,Posizione ufficio,Priorità,Professione,Parole chiave,Cercapersone,Utente,Geslacht,Taal,Locatie,"
    "Prioriteit,Beroep,Trefwoorden,Semafoon,Gebruiker,Płeć,Inicjały,Język,Lokalizacja,Priorytet,Zawód,"
    "Słowa kluczowe,Użytkownik,Conta,Iniciais,Local,Prioridade,Profissão,Palavras-chave,Usuário,Kön,Språk,Plats,"
    "Prioritet,Yrke,Nyckelord,Personsökare,Användare,Køn,Sprog,Placering,Erhverv,Nøgleord,Personsøger,Bruger,Пол,"
    "Инициалы,Язык,Приоритет,Профессия,Ключевые слова,Пейджер,アカウント,イニシャル,キーワード,"
    "ディレクトリ サーバー,ポケットベル,ユーザー,言語,趣味,職業,性別,場所,優先度,事業所,経費情報,支払い条件,"
    "テレックス,帐户,性别,语言,优先级,职业,关键词,寻呼机,用户"
)
_PLACES: Final = {
    "work": "Business,Work,geschäftlich,geschäftl.,dienstlich,bureau,professionnel,professionnelle,prof.,"
    "del trabajo,de trabajo,trabajo,uff.,ufficio,lavoro,Werkadres,op werk,werk,zakelijk,Adres służbowy,służbowy,"
    "służbowa,służbowe,do endereço comercial,comercial,arbete,arbejde,arbeid,jobb,työ,zaměstnání,do zaměstnání,"
    "práce,İş Adresi,İş,раб. адрес,рабочий адрес,рабочий,раб.,会社,会社住所,商务地址,商务,商務地址,商務,公司地址,"
    "근무지 주소,근무지,회사",
    "home": "Home,privat,Privat,domicile,personnel,personnelle,particular,del domicilio,domicilio,casa,ab.,"
    "abitazione,Huisadres,thuis,privé,Adres domowy,domowy,domowa,domowe,do endereço residencial,residencial,hem,"
    "hjem,koti,domů,domov,Ev Adresi,Ev,дом. адрес,домашний адрес,домашний,дом.,自宅,自宅住所,住宅地址,住宅,住家地址,"
    "住家,집 주소,집",
    "other": "Other,Weitere,Weiterer,Weiteres,Weiteres/r,Weiteres/e,Weitere/r,autre,otra,otro,otros,altro,altri,"
    "Ander adres,Andere,ander,Inny adres,inny,inna,inne,de outro endereço,do outro endereço,outro,outra,annan,annat,"
    "andet,anden,annen,annet,muu,jiné,jiná,jiný,Diğer Adres,Diğer,другой адрес,другой,др. адрес,その他,その他の,"
    "其他地址,其他,기타 주소,기타",
}
_PARTS: Final = {
    "street": "Street,Straße,Rue,Calle,Via,Indirizzo,straat,ulica,Rua,Gatuadress,Gata,Gade,Vej,Gateadresse,"
    "Katuosoite,Ulice,Sokak,Cadde,Улица,番地,住所,街道,번지,Street Address",
    "town": "City,Ort,Stadt,Ville,Ciudad,Población,Città,plaats,miasto,miejscowość,Cidade,Postort,By,Poststed,"
    "Postitoimipaikka,Město,Şehir,İl,Город,市区町村,市/县,市縣,城市,市/鄉鎮,구/군/시",
    "region": "State,Region,Bundesland,Bundesland/Kanton,Kanton,Dép/Région,Département,Région,Provincia o estado,"
    "Estado o provincia,Provincia,Estado,provincie,województwo,Område,Delstat,Fylke,Lääni,Kraj/stát,Kraj (oblast),"
    "İlçe,Bölge,Область,Область/край,都道府県,省/市/自治区,省份,縣/市,시/도",
    "postcode": "Postal Code,Zip,Zip Code,Postleitzahl,PLZ,Code postal,Código postal,CAP,postcode,kod pocztowy,CEP,"
    "Postnummer,Postnr.,Postinumero,PSČ,Posta Kodu,Индекс,Почтовый индекс,郵便番号,邮政编码,郵遞區號,우편 번호",
    "country": "Country,Country/Region,Land,Land/Region,Pays,Pays/Région,País,País o región,País/Región,Paese,"
    "Paese/Area geografica,Paese/area,Land/regio,kraj,kraj/region,País/Região,Land/område,Maa,Maa/alue,Země,"
    "Země/oblast,Ülke,Ülke/Bölge,Страна,Страна или регион,国,国/地域,国/地区,国家/地区,國家/地區,국가,국가/지역",
    "po box": "Address PO Box,PO Box,Postfach,B.P.,Boîte postale,Apartado postal,Apartado de correos,"
    "Casella postale,postbus,skrytka pocztowa,Caixa postal,Postbox,Box,Postboks,Postilokero,P.O. Box,Posta Kutusu,"
    "п/я,Почтовый ящик,私書箱,邮箱,郵政信箱,사서함",
    "address": "Address,Adresse,Dirección,Endereço,Adres,Adress",
    "phone": "Phone,Telephone,Telefon,Téléphone,Tél.,Teléfono,Telefono,Tel.,telefoon,Telefone,Puhelin,Telefonu,"
    "Телефон,電話,电话,전화",
    "idle": "Fax,Fax Number,Télécopie,Telefax,Faks,Faksi,Факс,传真,傳真,팩스,Fax.",
}

YES: Final = frozenset(
    "true,wahr,ein,ja,vrai,oui,verdadero,si,vero,waar,prawda,tak,verdadeiro,sim,sant,sand,tosi,pravda,dogru,evet,истина,да,"
    "はい,オン,是,예".split(",")
)
"""What the Private column says of a private contact; everything else there means that it is none."""
SECRET: Final = frozenset(
    "private,privat,prive,privado,privato,prywatne,particulier,personal,личное,частное,非公開,社外秘,confidential,"
    "vertraulich,confidentiel,confidencial,riservato,vertrouwelijk,poufne,konfidentiell,fortroligt,konfidensiell,"
    "конфиденциально".split(",")
)
"""Folded words of the Sensitivity column for a contact that is not everybody's business."""


def _known(words_of: dict[str, str]) -> dict[str, str]:
    """Which field a normalised header names; the first that claims a word has it."""
    found: dict[str, str] = {}
    for field, words in words_of.items():
        for word in words.split(","):
            found.setdefault(tables.normal(word), field)
    return found


_FIELDS: Final = _known({**_WHOLE, "idle": _IDLE})
_PLACE_OF: Final = _known(_PLACES)
_PART_OF: Final = _known(_PARTS)
_PLACE_WORDS: Final = max(len(place.split()) for place in _PLACE_OF)


SPELLED: Final = frozenset(word for words in _WHOLE.values() for word in words.split(","))
"""Whole headers with their accents, by which a code page is told."""


def field_of(header: str) -> str:
    """The field of a normalised header, "" for an unknown one, "idle" for one that is known and left alone.

    >>> field_of("vorname"), field_of("telefon privat 2"), field_of("business country region")
    ('given', 'home phone', 'work country')
    >>> field_of("e mail 2 adresse"), field_of("e mail type"), field_of("shoe size")
    ('email 2', 'email 1 type', '')
    """
    words = header.split()
    number = next((word for word in words if word in ("2", "3", "4")), "1")
    plain = " ".join(word for word in words if word not in ("1", "2", "3", "4"))
    field = _FIELDS.get(plain) or _placed(plain)
    # The address of "E-Mail 2: Adresse" and the type beside it belong together.
    return f"email {number}{field[5:]}" if field.startswith("email") else field


def _placed(header: str) -> str:
    """A part of an address or a telephone before or behind its place; of two words for a place the longer one."""
    words = header.split()
    for length in range(min(len(words) - 1, _PLACE_WORDS), 0, -1):
        for place, part in ((words[:length], words[length:]), (words[-length:], words[:-length])):
            where, what = _PLACE_OF.get(" ".join(place)), _PART_OF.get(" ".join(part))
            if where and what:
                return what if what == "idle" else f"{where} {what}"
    return ""
