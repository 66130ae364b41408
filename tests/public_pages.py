"""The pages anybody may open: weighed, looked at in a browser, and named by the accessibility statement."""

from __future__ import annotations

PUBLIC = (
    "",
    "aide/",
    "aide/reconnaitre-nos-messages/",
    "accessibilite/",
    "donnees-personnelles/",
    "mentions-legales/",
    "unites/?q=Bernay",
    "suivi/",
    "suivi/code-perdu/",
    "verifier/",
    "deposer/",
    "reprendre/",
)
