"""Invented people and what happened to them: real towns of the Eure, invented streets, numbers reserved for fiction."""

from __future__ import annotations

from dataclasses import dataclass

Fields = dict[str, str]


@dataclass(frozen=True)
class Person:
    """Who files, as they would type it."""

    birth_name: str
    first_names: str
    born: tuple[int, int, int]
    birth_place: str
    street: str
    postal_code: str
    city: str
    phone: str
    email: str = ""
    who: str = "self"
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Story:
    """What happened, as they would type it: things by the names of their questions, then more about the facts."""

    kind: str
    where: str
    commune: str
    place: str
    narrative: str
    things: tuple[dict[str, str], ...] = ()
    more: tuple[tuple[str, str], ...] = ()
    money: tuple[tuple[str, str], ...] = ()


PEOPLE = (
    Person("Lefèvre", "Zoé", (14, 3, 1988), "Évreux", "8 rue des Lavandières", "27000", "Évreux",
           "06 39 98 10 01", "zoe.lefevre@courriel.example"),
    Person("D’Aubigny", "Jean-François", (2, 11, 1961), "Rouen", "3 impasse du Verger", "27000", "Évreux",
           "06 39 98 10 02", "jf.daubigny@courriel.example"),
    Person("Benali", "Samira", (27, 7, 1979), "Oran (Algérie)", "41 avenue des Peupliers", "27930", "Gravigny",
           "06 39 98 10 03", "s.benali@courriel.example"),
    Person("Œuvrard", "Loïc", (9, 1, 1995), "Vernon", "17 rue de l’Écluse", "27200", "Vernon",
           "06 39 98 10 04", "loic.oeuvrard@courriel.example"),
    Person("Sukarno", "", (30, 5, 1970), "Jakarta (Indonésie)", "2 place des Marronniers", "27400", "Louviers",
           "06 39 98 10 05", "sukarno@courriel.example", more=(("no_first_name", "on"),)),
    Person("Hamelin", "Odette", (19, 9, 1941), "Bernay", "6 chemin du Moulin", "27300", "Bernay", "02 61 91 10 06"),
    Person("Da Silva", "Inês", (5, 12, 2012), "Porto (Portugal)", "11 rue du Pressoir", "27300", "Bernay",
           "06 39 98 10 07", "carla.dasilva@courriel.example", who="minor",
           more=(("own_birth_name", "Da Silva"), ("own_first_names", "Carla"), ("link", "parent"))),
    Person("Quesnel", "Mathieu", (23, 4, 1983), "Le Havre", "29 rue des Drapiers", "27400", "Louviers",
           "06 39 98 10 08", "atelier.quesnel@courriel.example", who="entity",
           more=(("entity_name", "Atelier Quesnel"), ("capacity", "gérant"))),
    Person("Nguyễn", "Thi Mai", (16, 8, 1990), "Paris", "54 rue du Faubourg-Neuf", "27000", "Évreux",
           "06 39 98 10 09", "mai.nguyen@courriel.example"),
    Person("Petit", "Marcel", (1, 2, 1937), "Conches-en-Ouche", "lieu-dit La Haute Borne", "27190",
           "Conches-en-Ouche", "02 61 91 10 10"),
)  # fmt: skip

STORIES = (
    Story("vehicle", "public", "27000 Évreux", "Devant le 8 rue des Lavandières",
          "J’ai attaché mon vélo à la grille vers 19 heures. Le lendemain matin, l’antivol était coupé au sol.",
          ({"category": "bicycle", "description": "Vélo de ville vert, panier en osier, selle marron",
            "brand": "Bellavélo Cité", "marking": "BC27-004512", "value": "480", "bought": "printemps 2024"},),
          (("parked", "street"), ("locked", "yes"), ("cameras", "Une caméra au-dessus de la boulangerie d’en face"))),
    Story("phone", "public", "27000 Évreux", "Marché de la place du Général, vers les fleurs",
          "Mon téléphone était dans la poche de mon manteau. On m’a bousculée, et il n’y était plus.",
          ({"category": "phone", "description": "Téléphone noir, coque bleue", "brand": "Nova 5",
            "imei": "356938035643809", "phone_number": "06 39 98 10 02", "value": "320", "proof": "invoice"},),
          (("taken_from", "pocket"), ("line_blocked", "yes"))),
    Story("burglary", "address", "27300 Bernay", "Maison, lieu-dit Les Trois Pommiers",
          "En rentrant, j’ai trouvé la fenêtre de la cuisine forcée et les tiroirs renversés.",
          ({"category": "jewel", "description": "Alliance en or gravée « L. et M. 1968 »", "value": "350",
            "proof": "photo"},
           {"category": "computer", "description": "Ordinateur portable gris", "brand": "Lumen 14",
            "serial": "LM14-88213-A", "value": "690"},
           {"category": "cash", "description": "Enveloppe dans le buffet", "value": "200"}),
          (("premises", "home"), ("entry", "window"), ("occupied", "no"), ("alarm", "none"), ("keys_taken", "no"),
           ("traces", "Traces de pas dans la plate-bande, marque de levier sur la fenêtre"))),
    Story("from_vehicle", "public", "27400 Louviers", "Parking du supermarché, allée du fond",
          "La vitre arrière de ma camionnette a été brisée. La caisse à outils n’y était plus.",
          ({"category": "tool", "description": "Caisse à outils rouge, perceuse et visseuse", "brand": "Fortéo",
            "serial": "FT-22-7781", "value": "540,50"},),
          (("parked", "car_park"), ("locked", "yes"), ("vehicle_entry", "window"), ("robbed_plate", "GA-482-RT"),
           ("plates", "AB-123-CD"))),
    Story("damage", "public", "27200 Vernon", "Rue du Bac, à hauteur du numéro 12",
          "Les deux rétroviseurs ont été arrachés et la portière rayée pendant la nuit.",
          ({"category": "vehicle", "description": "Portière avant droite et rétroviseurs", "brand": "Citadine",
            "colour": "blanche", "plate": "EF-456-GH", "value": "900"},),
          (("target", "vehicle"), ("means", "broken"),
           ("witnesses", "Le gardien de l’immeuble a entendu du bruit vers 2 heures"))),
    Story("damage", "address", "27000 Évreux", "Façade du local de l’association, cour intérieure",
          "Des inscriptions à la peinture rouge couvrent le mur et la porte.",
          ({"category": "building", "description": "Mur et porte à repeindre", "value": "1 150"},),
          (("target", "building"), ("means", "tags"), ("repeated", "yes"))),
    Story("scam", "address", "27300 Bernay", "À mon domicile",
          "Un homme en gilet orange a dit venir de la compagnie des eaux. Il a demandé un paiement pour le compteur.",
          more=(("contact_made", "visit"), ("pretended", "agent de la compagnie des eaux"),
                ("suspect", "Une cinquantaine d’années, cheveux gris, gilet orange, très poli")),
          money=(("payment", "cheque"), ("money_lost", "280"), ("total", "280"))),
    Story("scam", "distant", "27190 Conches-en-Ouche", "Par téléphone, chez moi",
          "Une dame s’est présentée comme ma conseillère bancaire. Un coursier est venu chercher ma carte.",
          more=(("contact_made", "phone"), ("pretended", "conseillère bancaire"), ("bank_warned", "yes"),
                ("contacts", "02 61 91 77 00")),
          money=(("payment", "card"), ("money_lost", "1 480"), ("total", "1 480"))),
    Story("papers", "transport", "27140 Gisors", "Deuxième voiture, côté couloir",
          "Mon sac était sur le siège d’à côté. À l’arrivée, le portefeuille avait disparu.",
          ({"category": "papers", "document": "identity_card", "document_number": "D2H6862M2"},
           {"category": "papers", "document": "driving_licence", "document_number_unknown": "on"},
           {"category": "payment", "means": "card", "last_four": "7893", "opposed": "yes", "used": "no"}),
          (("line", "Train de Gisors à Paris, 8 h 12"), ("taken_from", "bag"), ("papers_used", "no"))),
    Story("bank_means", "address", "27000 Évreux", "Supermarché des Peupliers, à la caisse",
          "On m’a aidé à ranger mes courses. Le lendemain, ma carte avait servi deux fois, et je ne l’avais plus.",
          ({"category": "payment", "means": "card", "last_four": "4412"},),
          (("taken_from", "bag"), ("bank_blocked", "yes"),
           ("bank_blocked_when", "Le lendemain à 9 h 20, opposition 552318"), ("bank_used", "yes"),
           ("bank_uses", "Retrait de 300 € à Évreux\nAchat de 89,90 € dans une station-service"))),
    Story("hit_and_run", "public", "27400 Louviers", "Rue des Drapiers, à hauteur de la pharmacie",
          "Ma camionnette était garée. Une voiture a accroché l’aile en sortant de sa place et n’a pas attendu.",
          ({"category": "vehicle", "description": "Aile avant gauche enfoncée, phare cassé", "brand": "Camionnette",
            "colour": "grise", "plate": "GA-482-RT", "value": "1 240"},),
          (("hit", "parked"), ("fled_vehicle", "Petite voiture bleu clair, autocollant sur la lunette"),
           ("fled_plate", "DK-7?1-"), ("note_left", "no"), ("witnesses", "La pharmacienne a entendu le choc"))),
    Story("abuse_of_trust", "address", "27300 Bernay", "Devant le dépôt, route de Broglie",
          "J’ai loué ma remorque pour le week-end. Personne ne l’a ramenée, et le numéro donné ne répond plus.",
          ({"category": "vehicle", "description": "Remorque bâchée à un essieu", "brand": "Remolux", "colour": "grise",
            "plate": "CW-305-LM", "value": "1 350"},),
          (("entrusted", "Une remorque bâchée, louée deux jours"), ("agreement", "rental"), ("written", "yes"),
           ("entrusted_to", "Un homme qui se fait appeler Jo"), ("asked_back", "yes"),
           ("contacts", "06 39 98 77 41"))),
    Story("discrimination", "distant", "27000 Évreux", "Au téléphone, après une visite",
          "L’agence m’a dit que l’appartement était pris. Une amie a appelé une heure après : il était encore libre.",
          (),
          (("criteria", "origin"), ("domain", "housing"), ("body", "Agence des Deux Ponts"),
           ("refused", "« Le propriétaire préfère quelqu’un d’ici. »"))),
    Story("theft", "journey", "27200 Vernon", "Course en covoiturage",
          "J’ai laissé ma valise dans le coffre à l’arrêt. À l’arrivée, elle n’y était plus.",
          ({"category": "bag", "description": "Valise bleue à roulettes, vêtements d’hiver", "value": "260"},),
          (("journey_end", "Gare de Rouen"), ("taken_from", "other"))),
)  # fmt: skip
