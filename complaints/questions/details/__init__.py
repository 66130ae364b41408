"""What is asked about each kind of facts, and of no other: data, one file a family."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from complaints.enums import Kind
from complaints.questions.details import belongings, deceit, discrimination, homes, roads
from complaints.questions.layout import Conditions
from complaints.sealing.tokens import TokenKind

DETAILS: Mapping[str, Mapping[str, forms.Field]] = {
    Kind.BURGLARY: homes.BURGLARY,
    Kind.FROM_VEHICLE: roads.FROM_VEHICLE,
    Kind.VEHICLE: roads.VEHICLE,
    Kind.PHONE: belongings.PHONE,
    Kind.PAPERS: belongings.PAPERS,
    Kind.BANK_MEANS: belongings.BANK_MEANS,
    Kind.THEFT: belongings.THEFT,
    Kind.DAMAGE: homes.DAMAGE,
    Kind.HIT_AND_RUN: roads.HIT_AND_RUN,
    Kind.SCAM: deceit.SCAM,
    Kind.ABUSE_OF_TRUST: deceit.ABUSE_OF_TRUST,
    Kind.DISCRIMINATION: discrimination.DISCRIMINATION,
    Kind.DATA_LEAK: {},
}
"""By kind, the questions in their order."""
DETAIL_CONDITIONS: Conditions = {**belongings.CONDITIONS, **roads.CONDITIONS}
DETAIL_TOKENS: Mapping[str, TokenKind] = roads.TOKENS
