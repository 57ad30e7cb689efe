"""A visitor's project before they open the guide."""

import sqlite3

from flask import Flask

app = Flask(__name__)


@app.get("/books/<int:number>")
def book(number: int):
    connection = sqlite3.connect("books.db")
    title = connection.execute("SELECT '사다리' WHERE ? = ?", (number, number)).fetchone()[0]
    return {"title": title}


@app.get("/broken")
def broken():
    raise ValueError("가격을 읽을 수 없습니다")
