"""What activities are, in the words of several languages; and what columns of logs are called."""

from __future__ import annotations

import pytest

from steelyard.intake.proposal import names
from steelyard.intake.proposal.step_kinds import find_kinds


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("Création du dossier", "opened"),
        ("CREACIÓN DEL CASO", "opened"),
        ("Transfert", "transferred"),
        ("Weiterleitung", "transferred"),
        ("Trasferimento della pratica", "transferred"),
        ("Transferencia", "transferred"),
        ("Wieder geöffnet", "reopened"),
        ("Solucionado", "solved"),
        ("Rückerstattung", "refunded"),
        ("Waiting for customer", "on_hold"),
    ],
)
def test_said(value: str, kind: str) -> None:
    assert find_kinds((value,)).said == {value: kind}


@pytest.mark.parametrize(
    "value", ["Not resolved", "B10", "Work on ticket", "Approval complete", "Price check complete"]
)
def test_not_guessed(value: str) -> None:
    found = find_kinds((value,))
    assert value not in found.said
    assert value not in found.guessed


@pytest.mark.parametrize(
    ("table", "target", "name"),
    [
        ("steps", "contact_id", "Numero pratica"),
        ("steps", "contact_id", "Número de expediente"),
        ("steps", "contact_id", "Process instance"),
        ("steps", "at", "EVENT_TS"),
        ("steps", "at", "Datum/Uhrzeit"),
        ("steps", "agent_id", "Intervenant"),
        ("steps", "team", "Reparto"),
        ("activity", "activity", "ACT_CODE"),
        ("activity", "activity", "Descripción de la actividad"),
    ],
)
def test_columns_of_logs(table: str, target: str, name: str) -> None:
    assert names.match(table, target, name)[0] >= 0.8
