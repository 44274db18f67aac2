"""Headers that several of these products write: field -> accepted headers, English ones first."""

from __future__ import annotations

from typing import Final

PERSON: Final = {
    "name": "Full Name,Contact Name,Name,Lead Name,Vollständiger Name,Nom complet,Nombre completo,Nome completo",
    "given": "First Name,FirstName,Vorname,Prénom,Nombre,Nome,Voornaam",
    "middle": "Middle Name,MiddleName",
    "family": "Last Name,LastName,Surname,Nachname,Nom,Nom de famille,Apellidos,Apellido,Sobrenome,Cognome,Achternaam",
    "prefix": "Salutation,Anrede,Civilité,Saludo",
    "suffix": "Suffix",
    "email": "Email,E-mail,Email Address,E-Mail-Adresse,Work email,Secondary Email,Additional email addresses,"
    "Additional Emails,Alternate Email,Other Email,Adresse e-mail,Correo,Correo electrónico,Indirizzo e-mail",
    "phone": "Phone,Phone Number,Mobile,Mobile Phone,MobilePhone,Mobile Phone Number,Mobile Number,Home Phone,"
    "HomePhone,"
    "Other Phone,OtherPhone,Work Phone,Business Phone,WhatsApp Phone Number,Telefon,Telefonnummer,Mobil,Mobiltelefon,"
    "Mobiltelefonnummer,Handynummer,Téléphone,Numéro de téléphone,Numéro de téléphone mobile,Mobile (téléphone),"
    "Teléfono,"
    "Número de teléfono,Número de teléfono móvil,Móvil,Telefone,Número de telefone,Celular,Telefono,Numero di telefono,"
    "Cellulare,Telefoon,Telefoonnummer",
    "url": "Website,Website URL,LinkedIn,LinkedIn URL,LinkedIn Profile,LinkedIn Bio,HubSpot LinkedIn URL,Webseite,"
    "Website-URL,Site web,Sitio web",
    "company": "Company,Company Name,Account Name,Account,Company / Account,Associated Company,"
    "Associated Company Names,"
    "Associated Companies,Associated Company (Primary),Primary Associated Company,Organization,Organisation,Firma,"
    "Unternehmen,Unternehmensname,Name des Unternehmens,Accountname,Account-Name,Nom de l'entreprise,Entreprise,"
    "Nom du compte,Nombre de la empresa,Empresa,Nombre de la cuenta,Nome da empresa,Nome dell'azienda,Azienda,"
    "Bedrijfsnaam,Bedrijf",
    "title": "Title,Job Title,Position,Designation,Jobtitel,Berufsbezeichnung,Stellenbezeichnung,"
    "Position im Unternehmen,"
    "Intitulé du poste,Fonction,Cargo,Puesto,Qualifica",
    "department": "Department,Abteilung,Service,Departamento",
    "street": "Street,Street Address,Street Address 2,Address,Mailing Street,MailingStreet,Mailing Address Line 1,"
    "Mailing Address Line 2,Mailing Address Line 3,Straße,Postanschrift,Adresse postale,Dirección,Calle",
    "town": "City,Mailing City,MailingCity,Ort,Stadt,Ville,Ciudad,Cidade,Città",
    "region": "State,Province,State/Region,State/Province,Mailing State,MailingState,Mailing State/Province,"
    "Mailing State/Province (text only),Bundesland/Region,Bundesland,Région,Estado,Estado o región",
    "postcode": "Zip,Zip Code,Postal Code,PostalCode,Zip/Postal Code,Mailing Zip,Mailing Zip/Postal Code,"
    "MailingPostalCode,Postleitzahl,PLZ,Code postal,Código postal",
    "country": "Country,Country/Region,Mailing Country,MailingCountry,Mailing Country (text only),Land,Land/Region,"
    "Pays,"
    "Pays/région,País,País/región",
    "other street": "Other Street,OtherStreet",
    "other town": "Other City,OtherCity",
    "other region": "Other State,OtherState,Other State/Province",
    "other postcode": "Other Zip,Other Zip/Postal Code,OtherPostalCode",
    "other country": "Other Country,OtherCountry",
    "birthday": "Birthdate,Date of Birth,Birthday,Geburtsdatum,Geburtstag,Date de naissance,Fecha de nacimiento",
    "labels": "Tag,Tags,Label,Labels,Etikett,Etiketten",
    "notes": "Notes,Note,Description,Message,Lead Description,Notizen,Beschreibung,Descripción",
    "assistant": "Assistant,AssistantName,Assistant's Name,Asst. Name",
    "manager": "Reports To,Reports To: Full Name,Reports To: Name,ReportsTo.Name,Reporting To,Manager,Berichtet an",
    "id": "Record ID,Contact ID,Lead ID,ContactId,LeadId,ID,18 Digit ID,Datensatz-ID,ID de registro,ID do registro,"
    "Identifiant de la fiche,ID de fiche d'informations",
    "owner": "Contact Owner,Contact Owner: Full Name,Lead Owner,Owner,Owner Name,Owner: Full Name,Owner: Name,"
    "Owner.Name,"
    "HubSpot owner,Zuständiger Mitarbeiter,Für Kontakt zuständiger Mitarbeiter,Kontaktinhaber,Lead-Inhaber,"
    "Propriétaire du contact,Propietario del contacto,Propietario,Proprietário do contato",
    "source": "Lead Source,LeadSource,Source,Referral Source,How did you hear about us,Lead-Quelle,Leadquelle,"
    "Origine de la piste,Origen del prospecto,Origen del candidato,Fuente de posible cliente",
    "opt out": "Email Opt Out,HasOptedOutOfEmail,Unsubscribed from all email",
    "deleted": "IsDeleted,Deleted",
}
"""Headers of people; what one product means by them otherwise stands in its own module."""

REFERRER: Final = (
    "Referred By,Referrer,Referrer Name,Referral Source Name,Referral Source Contact,Referring Contact,"
    "Referring Person,"
    "Referral Contact,Referral Partner,Referral Name,Referral From,Introduced By,Recommended By,Empfohlen von,"
    "Empfohlen durch,Geworben von,Recommandé par,Parrain,Referido por,Recomendado por,Indicado por,Segnalato da,"
    "Aanbevolen door,Doorverwezen door"
)
"""Columns in which firms write who sent somebody; most are of their own making."""

COMPANY: Final = {
    "company": "Company Name,Name,Account Name,Organization,Organisation,Unternehmensname,Name des Unternehmens,"
    "Accountname,Account-Name,Nom de l'entreprise,Nom du compte,Nombre de la empresa,Nombre de la cuenta,"
    "Nome da empresa,Nome dell'azienda,Bedrijfsnaam",
    "domain": "Company Domain Name,Domain,Additional Domains,Domain-Name des Unternehmens,Unternehmensdomain,"
    "Nom de domaine de l'entreprise,Nombre de dominio de la empresa,Nome de domínio da empresa",
    "url": "Website,Website URL,Web Site,LinkedIn Company Page,Webseite,Site web,Sitio web",
    "email": "Email,E-mail,Company Email",
    "phone": "Phone,Phone Number,Account Phone,Telefon,Telefonnummer,Numéro de téléphone,Téléphone,Número de teléfono,"
    "Teléfono,Número de telefone,Telefone",
    "street": "Street Address,Street Address 2,Street,Address,Billing Street,BillingStreet,Billing Address Line 1,"
    "Billing Address Line 2,Billing Address Line 3,Straße,Adresse postale,Dirección",
    "town": "City,Billing City,BillingCity,Ort,Stadt,Ville,Ciudad,Cidade",
    "region": "State/Region,State,Billing State,BillingState,Billing State/Province,"
    "Billing State/Province (text only),Bundesland/Region,Région,Estado",
    "postcode": "Postal Code,Zip,Zip Code,Billing Zip,Billing Code,Billing Zip/Postal Code,BillingPostalCode,"
    "Postleitzahl,Code postal,Código postal",
    "country": "Country/Region,Country,Billing Country,BillingCountry,Billing Country (text only),Land/Region,Pays,"
    "País",
    "other street": "Shipping Street,ShippingStreet",
    "other town": "Shipping City,ShippingCity",
    "other region": "Shipping State,ShippingState,Shipping State/Province",
    "other postcode": "Shipping Zip,Shipping Code,Shipping Zip/Postal Code,ShippingPostalCode",
    "other country": "Shipping Country,ShippingCountry",
    "labels": "Tag,Tags,Label,Labels,Etikett,Etiketten",
    "notes": "Description,Notes,Note,Beschreibung,Descripción",
    "id": "Record ID,Company ID,Account ID,AccountId,ID,Datensatz-ID,ID de registro,ID do registro,"
    "Identifiant de la fiche,ID de fiche d'informations",
    "deleted": "IsDeleted,Deleted",
}
"""Headers of companies."""

DEAL: Final = {
    "name": "Associated Contact,Associated Contacts,Associated Contact Names,Contact Name,Contact Person,Contact,"
    "Person,"
    "Primary Contact,Contact: Full Name,Contact.Name,Kontakt,Kontaktperson,Zugehöriger Kontakt,Contact associé,"
    "Contacto asociado,Persona de contacto,Contato associado",
    "email": "Contact Email,Contact: Email,Contact.Email,Person - Email,Person - Email (Work),Email",
    "phone": "Contact Phone,Contact: Phone,Contact.Phone,Person - Phone,Phone",
    "company": "Associated Company,Associated Companies,Associated Company Names,Associated Company (Primary),"
    "Account Name,Account,Account: Account Name,Account.Name,Organization,Organisation,Company,Company Name,"
    "Zugehöriges Unternehmen,Unternehmen,Accountname,Entreprise associée,Nom du compte,Empresa asociada,Organización,"
    "Nombre de la cuenta,Empresa associada",
    "amount": "Amount,Deal Value,Value,Betrag,Wert,Montant,Valeur,Importe,Valor,Cantidad",
    "currency": "Currency,CurrencyIsoCode,Deal Currency,Amount Currency,Amount (converted) Currency,Currency Code,"
    "Währung,Devise,Moneda,Moeda",
    "stage": "Deal Stage,Stage,StageName,Deal-Phase,Phase,Phase de la transaction,Étape,Etapa del negocio,Etapa,"
    "Etapa do negócio,Fase do negócio",
    "status": "Status,Deal Status,Forecast Category,ForecastCategory,ForecastCategoryName",
    "is won": "Is Closed Won,Is Won,IsWon,Won",
    "is closed": "Is Deal Closed?,Is Closed,IsClosed,Closed",
    "closed": "Close Date,CloseDate,Closing Date,Won time,Lost time,Won date,Lost date,Deal closed on,Closed Date,"
    "Abschlussdatum,Schlusstermin,Date de fermeture,Date de clôture,Fecha de cierre,Data de fechamento",
    "expected": "Expected Close Date,Erwartetes Abschlussdatum,Voraussichtliches Abschlussdatum",
    "opened": "Create Date,Created Date,CreatedDate,Created Time,Deal created,Deal created on,Erstellungsdatum,"
    "Date de création,Fecha de creación,Data de criação",
    "source": "Lead Source,LeadSource,Source,Deal Source,Lead-Quelle,Origine de la piste",
    "id": "Record ID,Deal ID,Opportunity ID,OpportunityId,ID,Datensatz-ID,ID de registro,ID do registro,"
    "Identifiant de la fiche,ID de fiche d'informations",
    "deleted": "IsDeleted,Deleted",
}
"""Headers of deals, but for the one that names the deal."""

DAYS_OF_PERSON: Final = ("birthday",)
DAYS_OF_DEAL: Final = ("closed", "expected", "opened")


def prefixed(columns: dict[str, str], *prefixes: str) -> dict[str, str]:
    """The same columns, each header also behind some words: "Title" and "Deal - Title"."""
    return {
        field: ",".join([words, *(f"{prefix} {word}" for prefix in prefixes for word in words.split(","))])
        for field, words in columns.items()
    }
