"""The words the sample is made of: names from many places, firms, and what people note down after a talk."""

from __future__ import annotations

from typing import Final

NAMES: Final = (
    (
        "Amara Chidi Emeka Ifeoma Kelechi Ngozi Obinna Uche Zainab Tunde",
        "Akinwale Balogun Chukwura Danjuma Eze Folarin Ibironke Nwachukwu Okoro Olawale Onyeka Udeh",
    ),
    (
        "Anders Birgit Dagny Eskil Frida Gunnar Ingrid Leif Runa Sunniva",
        "Aasgaard Bergqvist Dahlström Engebretsen Fosse Haugland Lindholm Nygren Solheim Tveit Wikander Åkerblom",
    ),
    (
        "Ana Beatriz Caetano Duarte Estela Fabiana Heitor Leonor Matilde Rui",
        "Alvarenga Barroso Cardim Figueira Guimarães Lacerda Mascarenhas Noronha Pestana Quintela Sardinha Valadares",
    ),
    (
        "Arjun Bhavna Chitra Deepak Ishaan Kavya Lakshmi Manoj Nisha Rohini",
        "Agrawal Bhattacharya Chaudhari Deshpande "
        "Ghoshal Iyengar Kulkarni Menon Pillai Raghunathan Sahasrabudhe Venkatesan",
    ),
    (
        "Aiko Daichi Emi Haruto Kaori Makoto Naoki Sayuri Takumi Yuna",
        "Arakawa Fujimori Hanazawa Ishibashi Kuroda Matsunaga Nishikawa Okabe Shimura Tachibana Uehara Yamauchi",
    ),
    (
        "Baolin Chunhua Guowei Huilan Jiayi Lihua Meiling Ruoxi Weimin Zhen",
        "Bai Cheung Dong Feng Guan Huang Kwok Liao Ouyang Sheng Tsai Zhu",
    ),
    (
        "Aylin Berk Cemre Defne Emre Gülay Kaan Leyla Onur Selin",
        "Aksoylu Bozkurt Çelikkan Demirtaş Erdemir Karaca Özbilgin Sarıkaya Tekinalp Uçar Yıldızhan Zorlu",
    ),
    (
        "Adrien Camille Delphine Étienne Florence Gaspard Hélène Lucien Maëlle Thibault",
        "Auclair Beaufrère Chastain Delacour Fontanel Garrigue Jourdan Lacombe Marchand Pelletier Rochefort Vasseur",
    ),
    (
        "Anneliese Bernd Dorothea Eckhart Friederike Gisela Holger Jürgen Liesl Sabine",
        "Ahrens Brinkmann Dornbusch Eichhorn Faßbender Grunwald Hartwig Kessler Lohmann Möhring Rademacher Wessels",
    ),
    (
        "Alessia Bruno Chiara Davide Elisa Fabrizio Ginevra Lorenzo Nicoletta Pietro",
        "Albanese Bellandi Carrara Donatelli Fabbri Grimaldi Lombardo Moretto Pavesi Ricciardi Santoro Zanetti",
    ),
    (
        "Agnieszka Bartosz Celina Dominik Ewelina Filip Halina Kacper Magda Zofia",
        "Adamczyk Borowski Ciszek Dudek Gajewski Jabłoński Kozioł Lisiecki Mazurek Pietrzak Sobczak Wrona",
    ),
    (
        "Alma Benicio Catalina Damián Esperanza Fermín Graciela Ignacio Marisol Rodrigo",
        "Aguirre Bustamante Cárdenas Echeverría Fuentes Gallardo Ibarra Montoya Orozco Palacios Saavedra Villaseñor",
    ),
    (
        "Alun Bronwen Carys Dylan Eira Gethin Iona Lachlan Morag Rhys",
        "Abernethy Blackadder Cadwallader Drummond "
        "Gwynne Kincaid Llewellyn Macrae Penhallow Rafferty Strachan Trevithick",
    ),
    (
        "Abeba Dawit Eden Fikru Genet Haile Kidane Lemlem Mekdes Yonas",
        "Abebe Berhane Demissie Gebreyes Hagos Kassaye Lemma Mekuria Negash Tadesse Wolde Zewde",
    ),
    (
        "Amir Bahar Dariush Elham Farhad Golnaz Kamran Laleh Parisa Shirin",
        "Afshar Bahrami Daneshvar Ebrahimi Farrokhzad Golshan Jahangir Khosravi Mokri Nazari Rostami Tavakoli",
    ),
    (
        "Abigail Barnaby Clementine Edmund Felicity Gideon Harriet Jasper Lavinia Winifred",
        "Ashdown Birtwhistle "
        "Cholmondeley Dunmore Fairweather Greenhalgh Hollingbery Kettlewell Longstaff Oakeshott Thistlewood Yarnold",
    ),
    ("Anh Bao Chau Duc Hanh Khoa Linh Minh Quyen Thao", "Bui Dang Dinh Duong Cao Huynh Lam Luong Mai Phan Trinh Vo"),
    (
        "Ariel Dalia Eitan Hadas Ilan Liora Noam Orly Shai Tamar",
        "Abramov Ben-Ezra Carmi Dayan-Levi Elkayam Harel Katzir Mizrahi Navon Peretz Shalev Zamir",
    ),
)
"""Given and family names that go together, a line for each part of the world."""

CIRCLE: Final = (
    ("Achieng-Moreau Accounts", "accountant"),
    ("Kowalczyk Ruiz Estates", "estate agent"),
    ("Nwosu Architects", "architect"),
    ("Brightwater Electrical", "electrician"),
    ("Dovetail & Daughters", "joiner"),
    ("Penrose Lane Solicitors", "solicitor"),
    ("Quillbank Print", "printer"),
    ("Saltmarsh Signs", "sign maker"),
    ("Tern Telecoms", "telephones and network"),
    ("Umber Photography", "photographer"),
    ("Vantage Row Insurance", "insurance broker"),
    ("Willowherb Gardens", "landscaper"),
    ("Yarrow Health at Work", "occupational health"),
    ("Zephyr Air Systems", "ventilation"),
    ("Alderfold Removals", "removals"),
    ("Bellwether Coaching", "business coach"),
    ("Corvale Couriers", "courier"),
    ("Drumlin Surveyors", "surveyor"),
    ("Emberside Catering", "caterer"),
    ("Foxglove Florists", "florist"),
    ("Gannet Web Studio", "web designer"),
    ("Hearthstone Mortgages", "mortgage adviser"),
    ("Inkwell Translations", "translator"),
    ("Juniper Payroll", "payroll"),
    ("Kestrel Locksmiths", "locksmith"),
    ("Lodestar Recruitment", "recruiter"),
    ("Marram Cleaning", "office cleaning"),
    ("Northlight Glass", "glazier"),
    ("Orchard Street Travel", "travel agent"),
)
"""The firms of the Thursday Circle and the seat each holds."""

CLIENTS: Final = (
    "Fernhill Bakery,Bramblegate Logistics,Nettle & Finch,Tallowmere Clinics,Grebe Marine,Copperfold Schools,"
    "Hartsease Dental,Oldmill Brewing,Ravensworth Robotics,Sandpiper Software,Thornbury Lane Vets,Wrenfield Opticians,"
    "Amberlight Media,Birchwood Savings,Cobalt Ridge Energy,Dunlin Diagnostics,Elmstead Housing,Fieldfare Foods,"
    "Goldcrest Games,Harbour Vane Shipping,Inverarden Textiles,Jackdaw Analytics,Kittiwake Travel Wear,Linnet Learning"
).split(",")
PROSPECTS: Final = (
    "Larkspur Hotels,Merlin Yard Properties,Nightjar Pharma,Osprey Quay Developments,Plover Paper,Quarrybank Stone,"
    "Redwing Rail Services,Siskin Solar,Turnstone Insurance,Upland Dairy,Velvet Mill Furnishings,Whimbrel Water,"
    "Yellowhammer Tools,Avocet Air Freight,Bittern Biotech,Chiffchaff Childcare,Dipper Hydro,Eider Outdoor,"
    "Firecrest Security,Greenshank Golf Club,Hawfinch Theatre,Ibis Row Publishing,Knot & Cable,Lapwing Leasing,"
    "Moorhen Museums,Nuthatch Nurseries,Ouzel Orchards,Pipit Pharmacies"
).split(",")
SUPPLIERS: Final = (
    "Ashlar Desking,Baize & Board Acoustics,Castor Chairs,Dado Lighting,Easel Partitions,Fettle Flooring,"
    "Grommet Hardware,Hessian Blinds,Ironbark Timber,Jacquard Fabrics"
).split(",")
TITLES: Final = {
    "client": "Office manager,Facilities manager,Managing director,Finance director,Head of people,Operations director,"
    "Head of purchasing,IT manager,Practice manager,Chief of staff".split(","),
    "supplier": "Account manager,Sales director,Owner,Showroom manager,Works manager".split(","),
}

PLACES: Final = (
    "the Mill,Café Lumen,the Customs House,the Weir,Okello's,the Tea Loft,the Lantern,the station bar,the Ropewalk,"
    "the garden centre café,the Pike and Eel,the library café"
).split(",")
WORKS: Final = (
    "the new site,the third floor,the reception,the big meeting room,the floor in Quay Street,the kitchen corner,"
    "the archive,the acoustic wall,the phone booth,the post room,the board room,the corner for the new starters,"
    "the showroom,the stairwell,the canteen,the quiet room"
).split(",")

NOTES: Final = {
    ("client", "meeting"): (
        "lunch at {place}, talked about {work}",
        "walked {work}; wants fewer desks and more doors",
        "measured up {work}",
        "went through the snag list, two doors and a blind left",
        "quarterly catch-up, {work} comes next",
        "coffee at {place}, new boss from head office arrives soon",
        "showed samples for {work}, the green one it is",
        "handed over {work}, cake for the team",
        "looked at plans for {work} together",
        "breakfast at {place}, staff survey says: too loud",
        "site visit, the lift was broken again",
        "budget for {work} is through",
    ),
    ("client", "call"): (
        "asked when the chairs arrive",
        "{work}: agreed to wait for the landlord",
        "quick one about {work}",
        "invoice question, sorted",
        "two people leave, so {work} gets smaller",
        "fitters on Monday at seven, keys at the desk",
        "happy with {work}",
        "a chair squeaks, Jonas goes on Friday",
    ),
    ("client", "mail"): (
        "sent the plan for {work}, version 3",
        "offer for {work}",
        "photos of {work} for the newsletter",
        "dates for {work}",
        "thanks for the tour, and the price list",
        "minutes of yesterday",
    ),
    ("client", "message"): ("running ten minutes late", "photo of {work}: looks good", "thumbs up for Thursday"),
    ("circle", "meeting"): (
        "one to one at {place}, who buys from whom this year",
        "coffee at {place} after the Circle",
        "one to one: looks for firms about to move",
        "lunch at {place}, told about {work}",
        "walk along the river, hard year for the trade",
        "helped to prepare the ten minutes for next Thursday",
        "breakfast before the Circle, swapped three names",
        "one to one at the workshop, met the apprentices",
    ),
    ("circle", "call"): (
        "followed up on a slip",
        "wanted to know how {work} went",
        "asked for advice on a late payer",
        "stands in for me on Thursday",
        "long talk about taking on staff",
    ),
    ("circle", "message"): ("will bring a visitor on Thursday", "congratulations on the award", "lift to the Circle?"),
    ("circle", "mail"): ("list of firms to look out for", "notes of our one to one", "invitation to the open day"),
    ("friend", "meeting"): (
        "dinner at {place}",
        "swimming, then {place}",
        "birthday party, children everywhere",
        "helped with the fence",
        "concert in the old church",
        "Sunday walk to the weir",
        "school fair, sold cake together",
    ),
    ("friend", "call"): ("long call on the way home", "news from the family", "exam passed!", "planning the summer"),
    ("friend", "message"): ("photos from the weekend", "happy birthday", "tickets for Saturday?", "get well soon"),
    ("friend", "mail"): ("holiday dates", "recipe as promised"),
    ("supplier", "meeting"): (
        "showroom, new range",
        "yearly prices at {place}",
        "factory visit, oak is late again",
        "training for the fitters",
        "walked {work} with them, sockets in the wrong place",
    ),
    ("supplier", "call"): ("delivery moved to Tuesday", "missing: one pallet", "rebate for the year", "colour codes"),
    ("supplier", "mail"): ("order for {work}", "price list", "complaint about scratched tops, credit note comes"),
    ("supplier", "message"): ("lorry is here", "tracking number", "samples are in the post"),
}
SEASONAL: Final = {
    1: ("happy new year, and a plan for {work}", "new year call, all well"),
    7: ("before the holidays, {work} waits till September",),
    9: ("back from holidays, full of ideas",),
    12: ("Christmas drinks at {place}", "brought the calendar and a bottle"),
}
PROMISES: Final = (
    "send the plan of {work},send two references,call the landlord,lend the sample chairs,find a date with the fitters,"
    "look for a second-hand board table,send the offer for {work},pass on the name of a good electrician,"
    "write up what we agreed,bring the colour cards,check the delivery of the blinds,introduce the caterer"
).split(",")
ASK_NOTES: Final = (
    "they are about to move,lease ends next year,new floor planned,read about their growth in the paper,"
    "saw them at the fair,heard they are unhappy with their office,just took on twenty people,wants a quote by summer"
).split(",")
REFERRAL_NOTES: Final = (
    "needs eight desks,moving in spring,reception looks tired,wants meeting rooms,second site opens,call after ten,"
    "budget is there,knows our work from the Ropewalk,short of storage,acoustics in the open floor"
).split(",")
DECLINED: Final = (
    "does not know them well enough,rather not just now,they fell out over a bill,is asked too often,"
    "they have a firm already,waits for a better moment"
).split(",")
