"""Bytes that do not say what they are: the right letters come out, and every guess is told."""

import codecs

import pandas as pd
import pytest

import framing
from framing.formats import decode

#: Made-up news, some two hundred and more characters each, and how such texts were once saved.
NEWS = {
    "English with names from anywhere": (
        "Zoë Brontë paid £40m for the Café Étoile in Malmö, said José Muñoz of Peña & Søn. “It’s a coup d’état,” François "
        "Lefèvre told Jürgen Groß – the mayor of São Tomé – on Monday. The façade costs €5m, ½ of it lent by Ødegård.", "cp1252"),
    "English with one name": ("The port of Velm was shut again on Monday, and nobody could say when the cranes would move, since the "
                              "union and the port authority still disagree about the night shifts. Renée Roy, who leads it, left "
                              "early.", "cp1252"),
    "English with Polish names": ("The talks in Velm were opened by Paweł Wałęsa and closed by Małgorzata Złoty of the dockers. The "
                                  "port authority said that it would not go on with them before the end of the week.", "cp1250"),
    "French": ("Les dockers ne sont pas venus travailler lundi à Velm, où l’activité a cessé dès l’aube. « Nous ne céderons pas », a "
               "déclaré leur secrétaire général, qui exige que la grève soit payée. La préfecture s’inquiète.", "cp1252"),
    "Spanish": ("Los estibadores no fueron a trabajar el lunes en el puerto de Velm. «Mañana tampoco», dijo su portavoz, Íñigo Núñez, "
                "tras la reunión. ¿Cuánto durará la huelga más larga de los últimos años? Nadie lo sabe aún.", "cp1252"),
    "German": ("Die Hafenarbeiter sind am Montag nicht erschienen. „Wir lassen uns nicht täuschen“, sagte ihr Sprecher Jörg Müller. "
               "Die Behörde erklärte, dass die Straße über den Fluß gesperrt bleibe und die Löhne später gezahlt würden.", "cp1252"),
    "Italian": ("I portuali non si sono presentati lunedì nel porto di Velm, e nessuno sa perché la città sia così tranquilla. «È più "
                "facile di ieri», ha detto il sindaco. La società non pagherà finché lo sciopero non finirà.", "cp1252"),
    "Polish": ("Dokerzy nie przyszli w poniedziałek do pracy w porcie Velm i nikt nie spodziewa się szybkiego końca strajku. „Nie "
               "ustąpimy”, powiedział rzecznik związku. Zarząd portu ogłosił, że rozmowy będą trwały do piątku.", "cp1250"),
    "Czech": ("Přístavní dělníci v pondělí nepřišli do práce a nikdo nečeká, že stávka brzy skončí. „Neustoupíme,“ řekl předseda "
              "odborů. Správa přístavu večer oznámila, že další jednání začne až ve čtvrtek v poledne.", "cp1250"),
    "Czech of Unix": ("Přístavní dělníci v pondělí nepřišli do práce a nikdo nečeká, že stávka brzy skončí, řekl předseda odborů. "
                      "Správa přístavu večer oznámila, že další jednání začne až ve čtvrtek v poledne.", "iso8859-2"),
    "Hungarian": ("A kikötői munkások hétfőn nem jelentek meg Velmben, és senki sem vár gyors megoldást. „Nem engedünk” – mondta a "
                  "szakszervezet vezetője. A kikötő szerint a következő ülésről csütörtökön döntenek, a bérekről később.", "cp1250"),
    "Turkish": ("Liman işçileri pazartesi günü işe gelmedi ve kimse grevin çabuk biteceğini düşünmüyor. Sendika başkanı “Geri adım "
                "atmayacağız” dedi. Liman yönetimi görüşmelerin cuma gününe kadar süreceğini açıkladı.", "cp1254"),
    "Russian": ("Докеры в понедельник не вышли на работу в порту Велма, и никто не ждёт быстрого конца забастовки. Вечером в "
                "управлении порта сообщили, что переговоры с профсоюзом продолжатся до пятницы.", "cp1251"),
    "Russian of Unix": ("Докеры в понедельник не вышли на работу в порту Велма, и никто не ждёт быстрого конца забастовки. Вечером "
                        "в управлении порта сообщили, что переговоры с профсоюзом продолжатся до пятницы.", "koi8-r"),
    "Ukrainian": ("Докери в понеділок не вийшли на роботу в порту Велма, і ніхто не чекає швидкого кінця страйку. Увечері в "
                  "управлінні порту повідомили, що переговори з профспілкою триватимуть до п'ятниці.", "cp1251"),
    "Greek": ("Οι λιμενεργάτες δεν πήγαν τη Δευτέρα στη δουλειά τους στο λιμάνι και κανείς δεν περιμένει γρήγορο τέλος της "
              "απεργίας. Η διοίκηση είπε το βράδυ ότι οι συνομιλίες θα συνεχιστούν ως την Παρασκευή.", "cp1253"),
    "Japanese": ("港湾労働者は月曜日に仕事に来なかった。組合は夜勤の手当を求めており、交渉は金曜日まで続くと港湾局が発表した。"
                 "市民はストライキが早く終わるとは考えていない。", "shift_jis"),
    "French of old Macs": ("Les dockers ne sont pas venus travailler lundi à Velm, où l’activité a cessé dès l’aube. Leur secrétaire "
                           "général exige que la grève soit payée, et la préfecture s’inquiète.", "mac-roman"),
}


@pytest.mark.parametrize("text, encoding", NEWS.values(), ids=NEWS)
def test_letters_of_many_languages_come_out_right(text, encoding):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["£40m", "The Café is shut.", "“Rain”", "Zoë", "– Rain.", "25°C in the shade"])
def test_a_few_letters_are_those_of_windows_1252(text):
    assert decode(text.encode("cp1252")) == text


def test_a_name_among_many_pages_of_english_is_right():
    """The more English, the surer charset-normalizer was of cp1250, which has "Ł" where cp1252 has "£"."""
    text = "The union and the port authority still disagree about the night shifts. " * 200 + "José Muñoz paid £40m for Søren’s crêpes."
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize("name, data", [
    ("a.txt", "The Café owes £40m."), ("a.csv", "text\nThe Café owes £40m.\n"), ("a.jsonl", '{"text": "The Café owes £40m."}\n')])
def test_a_guess_is_told_once_and_utf_8_is_read_in_silence(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data.encode("cp1252"))
    articles = framing.read_articles(path)
    assert articles["text"].tolist() == ["The Café owes £40m."]
    assert framing.list_problems(articles).values.tolist() == [
        [str(path), "", "encoding guessed", "read as cp1252; if letters are wrong, save it as UTF-8"]]
    for mark in (b"", codecs.BOM_UTF8):
        path.write_bytes(mark + data.encode())
        assert not len(framing.list_problems(framing.read_articles(path)))


def test_a_guess_for_standard_input_is_told_too(monkeypatch):
    import io

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("The Café is shut.".encode("cp1252"))))
    problems = framing.list_problems(framing.read_articles("-"))
    assert problems[["source", "what"]].values.tolist() == [["-", "encoding guessed"]]


@pytest.mark.parametrize("data, told", [
    (b"title,date\nCaf\xe9,2024-01-02\n", "no text column"), (b"Caf\xe9,text\n", "no articles")])
def test_a_guess_is_no_reason_why_nothing_could_be_read(tmp_path, data, told):
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(ValueError, match=rf"nothing could be read: .*a\.csv: {told}.*\(and 1 more\)"):
        framing.read_articles(tmp_path / "a.csv")


def test_utf_8_with_a_foreign_byte_is_called_damaged_and_not_read_as_something_else(tmp_path):
    (tmp_path / "a.txt").write_bytes("The Café – shut. ".encode() * 20 + b"Caf\xe9.")
    with pytest.raises(ValueError, match="damaged text: looks like utf-8, but invalid continuation byte"):
        framing.read_articles(tmp_path / "a.txt")


@pytest.mark.parametrize("charset, encoding", [("windows-1250", "cp1250"), ("iso-8859-1", "cp1252"), ("zip", "cp1252"), ("x", "cp1252")])
def test_a_page_is_read_in_the_encoding_it_names_if_that_is_one(tmp_path, charset, encoding):
    pytest.importorskip("trafilatura", exc_type=ImportError)
    name = {"cp1250": "Karel Čapek", "cp1252": "Renée “Lefèvre”"}[encoding]
    words = "".join(f"<p>The {w} of Velm stood still on Monday, and {name} could not say when the {w} would move again.</p>"
                    for w in ("cranes", "ships", "lorries", "trains"))
    page = (f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>Port</title></head>'
            f"<body><article><h1>Port</h1>{words}</article></body></html>")
    (tmp_path / "a.html").write_bytes(page.encode(encoding))
    articles = framing.read_articles(tmp_path / "a.html")
    assert articles["text"].str.contains(name, regex=False).all()
    assert len(framing.list_problems(articles)) == (charset in ("zip", "x"))


def test_a_coding_sheet_of_a_windows_spreadsheet_keeps_its_letters(tmp_path):
    from framing.coding import read_coding_sheet, write_coding_sheet

    write_coding_sheet(pd.DataFrame({"unit_id": ["u1"], "text": ["José paid £40m."]}), tmp_path / "a.csv", variables={"tone": {1: "good"}})
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").replace("£40m.,", "£40m.,1")
    (tmp_path / "a.csv").write_bytes(text.encode("cp1252"))
    assert read_coding_sheet(tmp_path / "a.csv")["text"].tolist() == ["José paid £40m."]
