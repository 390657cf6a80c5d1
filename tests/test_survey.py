"""The first look at a source: what is there, what is odd, and where."""

import pandas as pd
import pytest

import framing
from framing.survey import survey_articles

WIRE = ("Dock workers in Velm stayed away from their cranes on Monday. The port authority said that talks would go on "
        "until Friday. Nobody expects a quick end to the longest strike in years.")
FOREIGN = {
    "German": "Die Hafenarbeiter sind am Montag nicht zur Arbeit erschienen, und niemand rechnet mit einem schnellen Ende des "
              "Streiks, sagte die Behörde am Abend in Velm.",
    "French": "Les dockers ne sont pas venus travailler lundi dans le port de Velm, et personne ne s'attend à une fin rapide de "
              "la grève, a déclaré l'autorité portuaire dans la soirée.",
    "Spanish": "Los estibadores no fueron a trabajar el lunes en el puerto de Velm, y nadie espera un final rápido de la huelga, "
               "dijo la autoridad portuaria por la noche.",
    "Dutch": "De havenarbeiders zijn maandag in Velm niet komen werken en niemand verwacht dat de staking snel voorbij is, zei "
             "de havendienst in de avond tegen de krant.",
    "Russian": "Докеры в понедельник не вышли на работу в порту Велма, и никто не ждёт быстрого конца забастовки, сообщили "
               "вечером в управлении порта после долгих переговоров с профсоюзом города.",
    "Polish": "Dokerzy nie przyszli w poniedziałek do pracy w porcie Velm i nikt nie spodziewa się szybkiego końca strajku, "
              "powiedział wieczorem zarząd portu po rozmowach ze związkiem.",
}
ENGLISH = {
    "news": WIRE,
    "headline style": "Velm port shut, cranes idle, talks stall; union leader Ann Lee blames owners for the longest strike in "
                      "years as ships wait at sea and prices rise.",
    "short, so that nobody can tell": "Hafenarbeiter streiken in Velm.",
}


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_other_languages_are_noticed(text):
    assert survey_articles(framing.read_articles(pd.DataFrame({"text": [text, WIRE]})))["not_english"] == ["table-1"]


@pytest.mark.parametrize("text", ENGLISH.values(), ids=ENGLISH)
def test_english_is_not_called_foreign(text):
    assert survey_articles(framing.read_articles(pd.DataFrame({"text": [text]})))["not_english"] == []


def test_the_survey_counts_and_tells_what_is_odd():
    table = pd.DataFrame({"text": [WIRE, FOREIGN["German"], WIRE], "outlet": ["Echo", "Bote", "Echo"],
                          "published": ["2024-01-02", "", "2024-01-04"]})
    told = survey_articles(framing.read_articles(table))
    assert (told["articles"], told["first"], told["last"], told["undated"]) == (3, "2024-01-02", "2024-01-04", 1)
    assert told["outlets"].to_dict() == {"Echo": 2, "Bote": 1}
    assert told["words"] == 33 + 25 + 33
    assert told["sections"] == 3
    assert told["duplicates"][["article", "duplicate_of"]].astype(str).values.tolist() == [["table-3", "table-1"]]
    assert len(told["problems"]) == 0


def test_columns_that_are_kept_are_listed_and_ours_are_proposed():
    table = pd.DataFrame({"text": [WIRE], "Autor": ["Ann Lee"], "Datum": ["2024-01-02"], "desk": ["home"], "outlet": ["Echo"],
                          "Quelle": ["Echo"]})
    told = survey_articles(framing.read_articles(table))
    assert told["columns"] == ["Autor", "Datum", "desk", "Quelle"]
    assert told["proposed"] == {"author": "Autor", "published": "Datum"}


def test_problems_name_file_and_line(tmp_path):
    (tmp_path / "a.csv").write_text("text,date\nRain.,2024-02-31\n,2024-01-01\n")
    (tmp_path / "b.jsonl").write_text('{"text": "Sun."}\n{nothing\n')
    told = survey_articles(framing.read_articles(tmp_path))["problems"]
    assert told[["source", "what"]].values.tolist() == [
        [f"{tmp_path}/b.jsonl:2", "not JSON"], [f"{tmp_path}/a.csv:2", "odd date"], [f"{tmp_path}/a.csv:3", "no text"]]


def test_an_empty_table_is_surveyed_too():
    told = survey_articles(framing.read_articles(pd.DataFrame({"text": []})))
    assert (told["articles"], told["words"], told["sections"], told["first"], told["not_english"]) == (0, 0, 0, "", [])
