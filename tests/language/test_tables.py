"""Tables: in all the ways that text files part their cells, and nothing that is prose."""

from __future__ import annotations

import time

import pytest

from qa.language.tables import begins_with_row, heading_above, row_at, tables

ROWS = [["Marr", "4200", "31 km"], ["Skye Minor", "870", "12 km"], ["Oran", "15900", "64 km"]]
NAMES = ["Island", "People", "Area"]
TEXTS = {
    "markdown": "| Island | People | Area |\n|---|--:|:-:|\n| Marr | 4200 | 31 km |\n"
    "| Skye Minor | 870 | 12 km |\n| Oran | 15900 | 64 km |",
    "web page": "| Island | People | Area | \n|---|---|---|\n| Marr | 4200 | 31 km | \n"
    "| Skye Minor | 870 | 12 km | \n| Oran | 15900 | 64 km | \n",
    "no outer bars": "Island | People | Area\n------ | ------ | ----\nMarr | 4200 | 31 km\n"
    "Skye Minor | 870 | 12 km\nOran | 15900 | 64 km",
    "commas": 'Island,People,Area\n"Marr",4200,31 km\nSkye Minor,870,12 km\nOran,15900,64 km\n',
    "Windows": "Island,People,Area,\r\nMarr,4200,31 km,\r\nSkye Minor,870,12 km,\r\nOran,15900,64 km,\r\n",
    "semicolons": "Island;People;Area\nMarr;4200;31 km\nSkye Minor;870;12 km\nOran;15900;64 km\n",
    "tabs": "Island\tPeople\tArea\nMarr\t4200\t31 km\nSkye Minor\t870\t12 km\nOran\t15900\t64 km",
    "blanks": "Island       People   Area\n--------------------------\nMarr         4200     31 km\n"
    "Skye Minor   870      12 km\nOran         15900    64 km",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_rows_are_found_however_their_cells_are_parted(text: str) -> None:
    """Cells without what parts or quotes them, and the names of the columns apart."""
    before = "The islands were counted again.\n\n"
    [table] = tables(before + text + "\n\nMore will follow.")
    read = [[(before + text)[slice(*cell)] for _, cell in table.headed(row)] for row in table.rows]
    assert table.heading is not None
    assert [(before + text)[slice(*name)] for name in table.heading if name[0] < name[1]] == NAMES
    assert read == ROWS


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_heading_of_a_row_is_found_above_it(text: str) -> None:
    """Of the second and third row: those of passages behind the first."""
    before = "The islands were counted again.\n\n"
    first = text.splitlines()[0].strip()
    for name in ("Skye Minor", "Oran"):
        whole = before + text + "\n\nMore will follow."
        at = whole.rfind("\n", 0, whole.index(name)) + 1
        assert begins_with_row(whole[at:])
        assert heading_above(whole, at) == first


def test_prose_and_tables_without_names_have_no_heading() -> None:
    """Nor has a row one in another table, or in lines that a blank one parts from it."""
    assert not begins_with_row("The dam was built in 1911, as everybody knows.")
    for text in (
        "Marr,4200\nOran,15900\nSkye,870",
        "Island | People\n\nMarr | 4200\nOran | 15900\nSkye | 870",
        "Island,People,Area\nMarr,4200\nOran,15900\nSkye,870",
        "Skye,870",
    ):
        assert heading_above(text, text.index("Skye")) == ""


def test_the_heading_of_a_long_table_is_found_in_bounded_time() -> None:
    """A file of 200,000 rows costs no more than one of some thousands."""
    text = "Island,People\n" + "".join(f"Island {n},{n}\n" for n in range(200_000))
    began = time.process_time()
    assert heading_above(text, text.index("Island 199998,")) == "Island,People"
    assert time.process_time() - began < 5


def test_years_may_be_the_names_of_columns() -> None:
    """A heading may hold numbers where all of them are years."""
    text = "Office,2021,2022\nParks,3.4,3.9\nRoads,18.5,12.9"
    [table] = tables(text)
    assert [
        (text[slice(*name or (0, 0))], text[slice(*cell)]) for name, cell in table.headed(table.rows[0])
    ] == [
        ("Office", "Parks"),
        ("2021", "3.4"),
        ("2022", "3.9"),
    ]


def test_an_empty_cell_holds_its_place() -> None:
    """The names stay above their columns."""
    text = "| | Men | Women |\n|---|---|---|\n| Bus | | 25% |"
    [table] = tables(text)
    [row] = table.rows
    found = [(name and text[slice(*name)], text[slice(*cell)]) for name, cell in table.headed(row)]
    assert found == [(None, "Bus"), ("Women", "25%")]


def test_lines_of_a_name_and_a_value_are_a_table_without_a_heading() -> None:
    """Lists of prices, facts of a ship."""
    text = "Fees of the museum\n\nAdults: 9.50 euros\nChildren: 4 euros\nDogs: free"
    [table] = tables(text)
    assert table.heading is None
    assert [[text[slice(*cell)] for cell in row] for row in table.rows] == [
        ["Adults", "9.50 euros"],
        ["Children", "4 euros"],
        ["Dogs", "free"],
    ]


def test_rows_may_name_each_of_their_cells() -> None:
    """As sheets of workbooks are read: a cell may be missing, and hold marks that part others."""
    text = "Party: Greens; Seats: 31; Leader: Ana Brandt\nParty: Farmers; Note: left; then back: 2; Seats: 9"
    [table] = tables(text, whole=False)
    read = [
        [(text[slice(*name or (0, 0))], text[slice(*cell)]) for name, cell in table.headed(row)]
        for row in table.rows
    ]
    assert read == [
        [("Party", "Greens"), ("Seats", "31"), ("Leader", "Ana Brandt")],
        [("Party", "Farmers"), ("Note", "left"), ("then back", "2"), ("Seats", "9")],
    ]
    assert tables("Vote: yes, they did; Result: no more.\n\nShe went home after it.") == []


def test_the_first_row_of_a_later_part_is_no_heading() -> None:
    """What a passage cut out of the middle of a table begins with is a row like the others."""
    text = "| Marr | 4200 |\n| Oran | 15900 |"
    [table] = tables(text, whole=False)
    assert (table.heading, len(table.rows)) == (None, 2)
    assert tables("Ann,chair,Kell\nBob,clerk,Marr", whole=False) == []


@pytest.mark.parametrize(
    "text",
    [
        "One line,with commas,and no second",
        "Kenya, Uganda and Rwanda signed.\nBurundi, Ethiopia and Sudan did not.",
        "She came in 2019.  He left.\nNobody knows why,  as so often.\nThe end.",
        "It had cost 1,200\nand then 3,400\nand now 5,600",
        "A headline\n\nA paragraph.\n\nAnother one.",
    ],
)
def test_prose_is_no_table(text: str) -> None:
    """Commas, thousands and double blanks part no cells by themselves."""
    assert tables(text) == []


def test_a_row_is_found_by_what_it_holds() -> None:
    """The whole line, and nothing outside of tables."""
    text = f"The islands again.\n\n{TEXTS['blanks']}\n\nMore will follow."
    at = text.index("870")
    found = row_at(text, at, at + 3)
    assert found is not None
    assert text[slice(*found)] == "Skye Minor   870      12 km"
    assert row_at(text, 0, 3) is None


@pytest.mark.parametrize("text", ["a,b\n" * 20_000, '"' * 9_999 + "\n" + '"' * 9_999, "a  " * 9_999 + "\nb"])
def test_hostile_text_takes_no_time(text: str) -> None:
    """Every line is looked at a few times only, however many there are."""
    began = time.process_time()
    tables(text)
    assert time.process_time() - began < 5
