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
    """What happened, as they would type it. ``things`` are what was typed about each."""

    kind: str
    where: str
    commune: str
    place: str
    narrative: str
    things: tuple[dict[str, str], ...] = ()
    clues: tuple[tuple[str, str], ...] = ()
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
          (("cameras", "Une caméra au-dessus de la boulangerie d’en face"),)),
    Story("phone", "public", "27000 Évreux", "Marché de la place du Général, vers les fleurs",
          "Mon téléphone était dans la poche de mon manteau. On m’a bousculée, et il n’y était plus.",
          ({"category": "phone", "description": "Téléphone noir, coque bleue", "brand": "Nova 5",
            "imei": "356938035643809", "phone_number": "06 39 98 10 02", "value": "320", "proof": "invoice"},)),
    Story("burglary", "address", "27300 Bernay", "Maison, lieu-dit Les Trois Pommiers",
          "En rentrant, j’ai trouvé la fenêtre de la cuisine forcée et les tiroirs renversés.",
          ({"category": "jewel", "description": "Alliance en or gravée « L. et M. 1968 »", "value": "350",
            "proof": "photo"},
           {"category": "computer", "description": "Ordinateur portable gris", "brand": "Lumen 14",
            "serial": "LM14-88213-A", "value": "690"},
           {"category": "cash", "description": "Enveloppe dans le buffet", "value": "200"}),
          (("traces", "Traces de pas dans la plate-bande, marque de levier sur la fenêtre"),)),
    Story("from_vehicle", "public", "27400 Louviers", "Parking du supermarché, allée du fond",
          "La vitre arrière de ma camionnette a été brisée. La caisse à outils n’y était plus.",
          ({"category": "tool", "description": "Caisse à outils rouge, perceuse et visseuse", "brand": "Fortéo",
            "serial": "FT-22-7781", "value": "540,50"},),
          (("plates", "AB-123-CD"),)),
    Story("damage", "public", "27200 Vernon", "Rue du Bac, à hauteur du numéro 12",
          "Les deux rétroviseurs ont été arrachés et la portière rayée pendant la nuit.",
          ({"category": "vehicle", "description": "Portière avant droite et rétroviseurs", "brand": "Citadine",
            "colour": "blanche", "plate": "EF-456-GH", "value": "900"},),
          (("witnesses", "Le gardien de l’immeuble a entendu du bruit vers 2 heures"),)),
    Story("damage", "address", "27000 Évreux", "Façade du local de l’association, cour intérieure",
          "Des inscriptions à la peinture rouge couvrent le mur et la porte.",
          ({"category": "building", "description": "Mur et porte à repeindre", "value": "1 150"},)),
    Story("scam", "address", "27300 Bernay", "À mon domicile",
          "Un homme en gilet orange a dit venir de la compagnie des eaux. Il a demandé un paiement pour le compteur.",
          clues=(("suspect", "Une cinquantaine d’années, cheveux gris, gilet orange, très poli"),),
          money=(("payment", "cheque"), ("money_lost", "280"), ("total", "280"))),
    Story("scam", "distant", "27190 Conches-en-Ouche", "Par téléphone, chez moi",
          "Une dame s’est présentée comme ma conseillère bancaire. Un coursier est venu chercher ma carte.",
          clues=(("contacts", "02 61 91 77 00"),),
          money=(("payment", "card"), ("money_lost", "1 480"), ("total", "1 480"))),
    Story("papers", "public", "27140 Gisors", "Dans le train, entre Gisors et la gare suivante",
          "Mon sac était sur le siège d’à côté. À l’arrivée, le portefeuille avait disparu.",
          ({"category": "papers", "document": "identity_card", "document_number": "D2H6862M2"},
           {"category": "papers", "document": "driving_licence", "document_number_unknown": "on"},
           {"category": "payment", "means": "card", "last_four": "7893", "opposed": "yes", "used": "no"})),
)  # fmt: skip
