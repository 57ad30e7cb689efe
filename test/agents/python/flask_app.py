"""The toy of a participant with Flask: the agent is set up by its environment variables alone."""

import sqlite3
import sys

from elasticapm.contrib.flask import ElasticAPM
from flask import Flask

app = Flask(__name__)
apm = ElasticAPM(app)


@app.get("/books/<int:number>")
def book(number: int):
    connection = sqlite3.connect(":memory:")
    title = connection.execute("SELECT '사다리' WHERE ? = ?", (number, number)).fetchone()[0]
    return {"title": title}


@app.get("/broken")
def broken():
    raise ValueError("가격을 읽을 수 없습니다")


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(sys.argv[1]))
