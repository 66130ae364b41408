"""The first words that units may choose from, in French and in English; administrators change them afterwards."""

from __future__ import annotations

from typing import Any

from django.db import migrations

# (purpose, reason, name, French, English)
TEMPLATES = (
    (
        "dismiss",
        "known_author",
        "Auteur connu : plainte à l’unité",
        "Vous connaissez la personne en cause, ou vous pouvez dire qui elle est. La pré-plainte en ligne ne sert que "
        "quand l’auteur est inconnu.\nVenez porter plainte à l’unité de votre choix, sans rendez-vous, avec une pièce "
        "d’identité. Vous pouvez joindre {unite} : {telephone}.",
        "You know the person concerned, or can say who they are. Online filing only serves when the author is "
        "unknown.\nCome to the police or gendarmerie unit of your choice, without an appointment, with an identity "
        "document. You can reach {unite}: {telephone}.",
    ),
    (
        "dismiss",
        "out_of_scope",
        "Faits hors du service en ligne",
        "Les faits que vous décrivez ne relèvent pas de la pré-plainte en ligne.\nVous pouvez porter plainte à l’unité "
        "de votre choix, sans rendez-vous. La plus proche de vous est peut-être {unite}, {adresse}.",
        "The facts you describe can’t be filed online.\nYou can file a complaint at the unit of your choice, without "
        "an appointment. The nearest may be {unite}, {adresse}.",
    ),
    (
        "dismiss",
        "duplicate",
        "Pré-plainte déposée deux fois",
        "Une autre pré-plainte existe pour les mêmes faits. Nous fermons celle-ci ({reference}) et nous gardons "
        "l’autre.\nVous n’avez rien à refaire : l’unité vous contacte au sujet de l’autre.",
        "Another pre-complaint exists for the same facts. We are closing this one ({reference}) and keeping the "
        "other.\nYou have nothing to do again: the unit will contact you about the other one.",
    ),
    (
        "dismiss",
        "no_offence",
        "Faits qui ne sont pas une infraction",
        "Tels que vous les décrivez, les faits ne sont pas une infraction : une plainte ne pourrait pas être "
        "instruite.\nSi vous n’êtes pas d’accord, vous pouvez porter plainte à l’unité de votre choix, ou écrire au "
        "procureur de la République.",
        "As you describe them, the facts aren’t a criminal offence: a complaint could not be investigated.\nIf you "
        "disagree, you can file a complaint at the unit of your choice, or write to the public prosecutor.",
    ),
    (
        "dismiss",
        "no_offence",
        "Litige civil : conciliateur de justice",
        "Ce que vous décrivez est un désaccord entre deux parties (achat, travaux, loyer, prêt), pas une "
        "infraction.\nUn conciliateur de justice peut vous aider gratuitement : la mairie, ou conciliateurs.fr, donne "
        "ses permanences.",
        "What you describe is a disagreement between two parties (a purchase, works, rent, a loan), not a criminal "
        "offence.\nA “conciliateur de justice” can help you free of charge: ask at the town hall, or see "
        "conciliateurs.fr.",
    ),
    (
        "dismiss",
        "no_offence",
        "Litige avec un vendeur : SignalConso",
        "Ce que vous décrivez est un litige avec un professionnel, pas une infraction.\nSignalez-le sur "
        "signal.conso.gouv.fr : l’entreprise est prévenue et peut vous répondre, et la répression des fraudes le voit.",
        "What you describe is a dispute with a business, not a criminal offence.\nReport it on signal.conso.gouv.fr: "
        "the business is told and may answer you, and the fraud authority sees it.",
    ),
    (
        "dismiss",
        "unreachable",
        "Victime injoignable",
        "Nous avons essayé de vous joindre plusieurs fois, sans réussir. Nous fermons votre pré-plainte.\nPour porter "
        "plainte, appelez {unite} ({telephone}), ou allez à l’unité de votre choix.",
        "We tried to reach you several times, without success. We are closing your pre-complaint.\nTo file a "
        "complaint, call {unite} ({telephone}), or go to the unit of your choice.",
    ),
    (
        "dismiss",
        "elsewhere",
        "Escroquerie en ligne : Thésée",
        "Votre plainte se dépose entièrement en ligne, sur Thésée : faux site de vente, fausse location, chantage, "
        "compte piraté. Vous n’avez pas à vous déplacer.\nSur service-public.fr, cherchez « Thésée ».",
        "Your complaint can be filed entirely online, on Thésée: false shop, false rental, blackmail, hacked account. "
        "You needn’t come to a unit.\nOn service-public.fr, look for “Thésée”.",
    ),
    (
        "dismiss",
        "elsewhere",
        "Carte bancaire toujours en main : Perceval",
        "Votre carte a servi sur Internet alors que vous l’avez toujours. Faites opposition auprès de votre banque, "
        "puis signalez la fraude sur Perceval : le récépissé sert à vous faire rembourser.\nSur service-public.fr, "
        "cherchez « Perceval ».",
        "Your card was used on the Internet while you still have it. Have your bank block it, then report the fraud on "
        "Perceval: the receipt helps you to be paid back.\nOn service-public.fr, look for “Perceval”.",
    ),
    (
        "dismiss",
        "elsewhere",
        "Contenu illégal sur Internet : Pharos",
        "Un contenu illégal se signale sur internet-signalement.gouv.fr (Pharos). Des policiers et des gendarmes "
        "l’examinent et peuvent le faire retirer.\nSi ce contenu vous vise, vous pouvez aussi porter plainte à l’unité "
        "de votre choix.",
        "Illegal content is reported on internet-signalement.gouv.fr (Pharos). Officers look at it and can have it "
        "removed.\nIf it is aimed at you, you can also file a complaint at the unit of your choice.",
    ),
    (
        "dismiss",
        "elsewhere",
        "Harcèlement d’un jeune : 3018",
        "Un enfant ou un adolescent harcelé est aidé par le 3018, gratuitement, tous les jours. Le 3018 peut faire "
        "retirer des contenus.\nPour porter plainte, un parent peut venir à l’unité de son choix, sans rendez-vous. "
        "En danger immédiat : le 17, ou le 114 par SMS.",
        "A harassed child or teenager is helped by 3018, free of charge, every day. 3018 can have content "
        "removed.\nTo file a complaint, a parent can come to the unit of their choice, without an appointment. In "
        "immediate danger: 17, or 114 by text message.",
    ),
    (
        "dismiss",
        "elsewhere",
        "Faits à entendre de vive voix à l’unité",
        "Ce que vous avez vécu demande que vous soyez entendu par un agent, et que vous soyez accompagné si vous le "
        "voulez. Venez à {unite}, {adresse}, ou à l’unité de votre choix : vous y êtes reçu à toute heure.\nEn danger "
        "immédiat : le 17, ou le 114 par SMS. Pour être écouté, France Victimes : 116 006.",
        "What happened to you needs to be told to an officer, with somebody at your side if you wish. Come to {unite}, "
        "{adresse}, or to the unit of your choice: you are received at any hour.\nIn immediate danger: 17, or 114 by "
        "text message. To be listened to, France Victimes: 116 006.",
    ),
    (
        "ask",
        "",
        "Facture ou preuve d’achat",
        "Pouvez-vous joindre la facture, le ticket ou une autre preuve d’achat de ce qui a été pris ou abîmé ?\nUne "
        "photo lisible suffit.",
        "Can you add the invoice, the receipt or another proof of purchase of what was taken or damaged?\nA readable "
        "photo is enough.",
    ),
    (
        "ask",
        "",
        "Photo de l’objet ou des dégâts",
        "Pouvez-vous joindre une photo de l’objet, ou des dégâts ? Une photo prise avant les faits sert aussi.",
        "Can you add a photo of the object, or of the damage? A photo taken before the facts is useful too.",
    ),
    (
        "ask",
        "",
        "Numéro de série ou IMEI",
        "Pouvez-vous donner le numéro de série de l’objet ? Pour un téléphone, c’est le numéro IMEI : quinze chiffres, "
        "sur la boîte, la facture ou dans votre compte en ligne.\nIl permet de reconnaître l’objet s’il est retrouvé.",
        "Can you give the serial number of the object? For a telephone it is the IMEI: fifteen digits, on the box, on "
        "the invoice or in your online account.\nIt lets us recognise the object if it is found.",
    ),
    (
        "ask",
        "",
        "Lieu ou heure à préciser",
        "Pouvez-vous préciser l’endroit et l’heure des faits ? Par exemple : le numéro de la rue, l’étage, l’arrêt de "
        "bus, et entre quelle heure et quelle heure.\nCela permet de demander les images des caméras avant leur "
        "effacement.",
        "Can you say more about the place and the time? For example: the number in the street, the floor, the bus "
        "stop, and between which hours.\nThis lets us ask for camera images before they are erased.",
    ),
    (
        "ask",
        "",
        "Assurance et identité de l’assuré",
        "Au nom de qui est assuré ce qui a été pris ou abîmé ? Donnez ce nom, celui de l’assurance et, si vous l’avez, "
        "le numéro du contrat.",
        "In whose name is what was taken or damaged insured? Give that name, the insurer’s and, if you have it, the "
        "number of the policy.",
    ),
    (
        "ask",
        "",
        "Pouvoir ou extrait Kbis",
        "Vous déposez pour une entreprise ou une association. Pouvez-vous joindre ce qui vous y autorise : un extrait "
        "Kbis de moins de trois mois, les statuts ou un pouvoir signé ?",
        "You are filing for a company or an association. Can you add what entitles you to: a company extract (Kbis) "
        "less than three months old, the statutes or a signed power of attorney?",
    ),
    (
        "ask",
        "",
        "Témoins ou caméras",
        "Quelqu’un a-t-il vu les faits, ou y a-t-il une caméra tout près (immeuble, commerce, voisin) ? Dites où, et "
        "comment joindre ces personnes si elles sont d’accord.",
        "Did anybody see what happened, or is there a camera nearby (building, shop, neighbour)? Say where, and how to "
        "reach these people if they agree.",
    ),
)


def typeset(text: str) -> str:
    """French typography: a no-break space before what must not start a line."""
    for sign in (":", ";", "?", "»"):
        text = text.replace(f" {sign}", f"\u00a0{sign}")
    return text.replace("« ", "«\u00a0")


def seed(apps: Any, schema_editor: Any) -> None:
    """Write them; names that are there already are left alone."""
    model = apps.get_model("complaints", "ReplyTemplate")
    known = set(model.objects.values_list("purpose", "name"))
    model.objects.bulk_create(
        model(purpose=purpose, reason=reason, name=typeset(name), words={"fr": typeset(french), "en": english})
        for purpose, reason, name, french, english in TEMPLATES
        if (purpose, typeset(name)) not in known
    )


class Migration(migrations.Migration):
    dependencies = [("complaints", "0003_desk")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
