// The toy of a participant: nothing of Sadari in it but the agent's start and its environment variables.
const apm = require("elastic-apm-node").start();
const express = require("express");

const app = express();
app.use(express.json());

app.get("/products/:id", async (request, response) => {
  const span = apm.startSpan("SELECT FROM products", "db", "postgresql", "query");
  span?.setDbContext({ type: "sql", instance: "shop", statement: "SELECT * FROM products WHERE id = $1" });
  await new Promise((resolve) => setTimeout(resolve, 5));
  span?.end();
  apm.setLabel("손님", "김하늘");
  response.json({ id: request.params.id, name: "사다리" });
});

app.post("/orders", (request, response) => {
  apm.setUserContext({ id: 7, username: "하늘", email: "sky@example.com" });
  response.status(201).json({ received: Object.keys(request.body).length });
});

app.get("/broken", () => {
  throw new TypeError("가격을 읽을 수 없습니다");
});

app.use((error, _request, response, _next) => {
  apm.captureError(error);
  response.status(500).send("broken");
});

const server = app.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => {
  process.stdout.write(`listening on ${server.address().port}\n`);
});
