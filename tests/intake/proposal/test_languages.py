"""Columns named in other languages than English are known, with their accents and without."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from steelyard.intake.proposal.names import _text, match, plain, words
from steelyard.intake.proposal.propose import propose

HEADERS = {
    "Ticketnummer;Kunden-ID;Bearbeiter;Gruppe;Kanal;Kategorie;Erstellt am;Gelöst am;Bearbeitungszeit (Min)": "de",
    "Numéro de ticket;Numéro client;Conseiller;Équipe;Canal;Motif;Créé le;Résolu le;Durée de traitement (min)": "fr",
    "Número de ticket;Número de cliente;Agente;Equipo;Canal;Motivo;Creado el;Resuelto el;Tiempo de gestión (min)": "es",
    "Numero ticket;Codice cliente;Operatore;Squadra;Canale;Motivo;Creato il;Risolto il;Tempo di gestione (min)": "it",
    "Número do ticket;Cliente;Atendente;Equipe;Canal;Motivo;Criado em;Resolvido em;Tempo de atendimento (min)": "pt",
    "Numero de ticket;Numero client;Conseiller;Equipe;Canal;Motif;Cree le;Resolu le;Duree de traitement (min)": "plain",
}
TARGETS = ("contact_id", "customer_id", "agent_id", "team", "channel", "topic", "opened_at", "resolved_at", "handle_s")


@pytest.mark.parametrize("header", HEADERS, ids=HEADERS.values())
def test_a_helpdesks_columns_are_known(header: str, tmp_path: Path) -> None:
    rows = []
    for number in range(120):
        opened = datetime(2026, 3, 1, 8) + timedelta(hours=7 * number, minutes=number % 60)
        solved = opened + timedelta(minutes=30 + number)
        rows.append(
            f"{7000 + number};{100 + number % 50};A. Lang {number % 5};G{number % 2};Chat;T{number % 3};"
            f"{opened:%d.%m.%Y %H:%M};{solved:%d.%m.%Y %H:%M};{5 + number % 20}"
        )
    path = tmp_path / "tickets.csv"
    path.write_text("\n".join([header, *rows]), "utf-8")
    (table,) = propose([path]).sources[0].tables
    found = {guess.target: guess.mapping.columns for guess in table.guesses if guess.is_sure}
    assert {target: found.get(target) for target in TARGETS} == {
        target: (column,) for target, column in zip(TARGETS, header.split(";"), strict=True)
    }


def test_names_are_written_as_they_are_looked_up() -> None:
    for line in _text("languages.toml").splitlines():
        for name in line.partition("=")[2].strip().strip("[]").replace('"', "").split(", "):
            assert name.rstrip("?") == words(name.rstrip("?"))


def test_accents_are_no_hindrance() -> None:
    assert plain("gelöst am") == "gelost am"
    assert match("contacts", "resolved_at", "Gelost am")[0] > 0.8
