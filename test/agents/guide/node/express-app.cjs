// A visitor's project before they open the guide.
const express = require("express");
const { Pool } = require("pg");

const database = new Pool({ connectionString: process.env.DATABASE_URL });
const app = express();

app.get("/books/:id", async (request, response) => {
  const { rows } = await database.query("SELECT '사다리' AS title WHERE $1 > 0", [Number(request.params.id)]);
  response.json(rows);
});

app.get("/broken", () => {
  throw new TypeError("가격을 읽을 수 없습니다");
});

app.listen(Number(process.env.PORT), "127.0.0.1");
