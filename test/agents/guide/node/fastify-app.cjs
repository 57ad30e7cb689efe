// A visitor's project before they open the guide.
const app = require("fastify")();
const { Pool } = require("pg");

const database = new Pool({ connectionString: process.env.DATABASE_URL });

app.get("/books/:id", async (request) => {
  const { rows } = await database.query("SELECT '사다리' AS title WHERE $1 > 0", [Number(request.params.id)]);
  return rows;
});

app.get("/broken", async () => {
  throw new TypeError("가격을 읽을 수 없습니다");
});

app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
