from units.models.agenda import Closure, OpeningRule
from units.models.commune import Commune
from units.models.officer import Officer
from units.models.sign_in import RefusedSignIn, SignIn
from units.models.unit import Competence, Unit

__all__ = ("Closure", "Commune", "Competence", "Officer", "OpeningRule", "RefusedSignIn", "SignIn", "Unit")
