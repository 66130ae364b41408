"""The recognition phrase: three common words, drawn for one pre-complaint, that its later mails carry.

Whoever imitates us after a leak of addresses doesn't know it. It is drawn by the service and never typed. The words are
French in every language: they are read and compared, not understood.
"""

from __future__ import annotations

import secrets

HOW_MANY = 3

WORDS = tuple(
    """
abeille abricot accordéon acier agenda agneau agrafe aigle aiguille ail aile airelle algue alouette amande ambre
ananas anchois ancre anis anneau anorak antenne arbre archet ardoise argile armoire arrosoir artichaut asperge
assiette astre atelier atlas aubergine aurore auto automne autruche avenue avion avoine azur bague baie balai
balançoire balcon baleine ballon bambou banane banc bandeau banjo barque barrage barrière basilic bassin bateau
batterie belette berceau berge beurre biberon biche bicyclette bijou bille billet biscuit bison blé bleuet bobine
bocal boisson boîte bol bonbon bonnet bosquet botte bouchon boucle bougie bouilloire boule boulon bouquet boussole
bouteille bouton bracelet branche brebis bretelle brioche brique brise broche brocoli brosse brouette bruyère buffet
buisson bulle bureau cabane cabine cacao cactus cadeau cadre cahier caillou calendrier calot camion canal canapé
canard canari caneton canif canne cannelle canoë canot caramel caravane carnet carotte carré carreau carrosse cartable
carte carton cascade casque casquette casserole castor caverne céleri cerceau cercle cerise cerisier chaise châle
chalet chaloupe chamois chandail chanson chapeau chardon chariot charrette châtaigne chaton chaudron chaussette
chaussure chemin chemise chêne chevreuil chocolat chorale chouette ciboulette cidre cigale cigogne cintre cirage
cirque ciseau citerne citron citrouille clairière clarinette classeur clavier clé clocher clôture clou coccinelle
coffre coing collier colline colombe colonne compas compote comptoir concombre confiture coq coquelicot coquille
corail corbeille cordon côte coton couette couleur couloir coupole cour couronne coussin couvercle couverture crabe
craie cravate crayon crème crêpe cresson crevette cristal crochet cube cuillère cuisine cygne cymbale cyprès dahlia
dauphin décor dentelle désert dessert dessin détour diamant dictée disque domino douche dragée drap drapeau dune duvet
écaille écharpe échelle éclair école écorce écran écrevisse écrin écureuil écurie élan éléphant émail encre encrier
engrenage enveloppe épaule éponge érable escabeau escalier escargot espadon étable étagère étang étoile éventail fable
façade falaise fanfare farine faucon fauteuil fauvette fenêtre fenouil ferme feuille fève ficelle figue figuier filet
flacon flamant flan flèche fleur fleuve flocon flûte fontaine forêt fougère foulard four fourchette fourmi fraise
framboise frelon frêne friandise fromage fruit fusain galet galette gant garage garrigue gâteau gazelle gazon gelée
genêt genou géranium gerbe girafe girofle girouette glace glaçon glycine gomme gondole grain grange grappe grelot
grenier grenouille griotte groseille grotte guépard guêpe guidon guirlande guitare haie hamac hameau hamster hangar
haricot harmonica harpe hélice herbe hérisson hermine héron hêtre hibou hirondelle hiver horizon horloge hortensia
houx huile huître igloo île image iris ivoire jacinthe jardin jasmin jeton jonc jonquille journal jument jupe
kangourou kiosque kiwi koala lac lagune laine laitue lama lampe lampion lande langouste lanterne lapin lavande
lentille lettre lézard libellule lièvre lilas limonade lin linge lion liseron livre locomotive loupe loutre luciole
lueur lune lunette lutin luzerne macaron magnolia maïs maison malle mandarine mandoline manège mangue manteau marais
marbre marelle margelle marguerite marine marmite marmotte marteau martinet mélèze menthe merise merle mésange métro
meuble miel mimosa mirabelle miroir moineau moisson molette montagne montre moquette mosaïque mouche mouette moufle
moulin mousse moustache mouton muguet muraille murmure muscade musée myosotis myrtille nacre nappe natte navet navette
navire nectarine neige nénuphar nid noisette nougat nuage nuée oasis océan oie oignon oiseau olive olivier ombre
ombrelle orange orchestre orchidée oreiller orge orgue origan orme ortie oseille osier otarie ourson outil ouvrage
pagaie paille palmier palombe pamplemousse panda panier panneau pantalon pantoufle paon papaye papier papillon papyrus
paquet parasol parc parfum parquet passerelle pastel pastèque patin patio pâtisson pavillon paysage pêche peigne
peinture pélican pelle pelote peluche pendule péniche pensée perche perdrix perle perroquet persil pétale phare phoque
piano pie pierre pieuvre pignon pinceau pingouin pinson pinte piscine pissenlit pistache pivert pivoine placard plage
plaine planche planète plante platane plateau plume poêle poireau poirier poivre poivron pomme pommier poney pont
porche portail portique poterie potiron poulain poupée poussin prairie praline primevère printemps prune prunier puits
pull pupitre puzzle pyramide quai quartz quiche quille radeau radis raisin rameau rampe raquette refuge règle reine
relief renard renoncule réveil rhubarbe rideau rive rivière riz robe robinet rocher romarin ronce rosace rose roseau
rosée rossignol roue route ruban ruche ruelle ruisseau sable sabot safari safran salade saladier salamandre salon
sandale sapin sardine sauge saule saumon savane savon scarabée seigle semoule sentier serin serviette sésame sifflet
silex sillon sirop soja soleil sonnette sorbet souche soucoupe source souris spatule stade stylo sucre sureau tableau
tablier tabouret talus tambour tamis tapis tartine tasse télescope terrasse terrine théâtre théière thym tige tigre
tilleul timbale timbre tiroir tisane tissu toile toit tomate tonneau tortue toucan toupie tourelle tournesol
tourterelle train traîneau trèfle tremplin trésor tresse triangle tribune tricot tricycle trombone trompette trousse
truffe truite tuile tulipe tunnel turbine usine vague vaisselle valise vallée vallon vanille vanneau vapeur vase
velours ventilateur verger verre verveine vestiaire veston viaduc vigne village vinaigre virgule vitrail vitrine voile
voilier volcan volet wagon yaourt zèbre zeste
""".split()  # noqa: SIM905 -- quoted one by one they can’t be read through
)


def draw() -> str:
    """A new phrase: three different words, one space between them."""
    words = list(WORDS)
    return " ".join(words.pop(secrets.randbelow(len(words))) for _ in range(HOW_MANY))
