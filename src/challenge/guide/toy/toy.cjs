#!/usr/bin/env node
// A small bookshop for people without a project at hand: its pages are what the agent tells the booth about.
const { parseArgs } = require("node:util");

const FIRST_PORT = 3000;
const LAST_PORT = 3010;

const options = readOptions();
const apm = require("./vendor/node_modules/elastic-apm-node").start({
  serverUrl: options.url,
  secretToken: options.key,
  serviceName: options.name,
  environment: "toy",
  apiRequestTime: "1s",
  cloudProvider: "none",
  metricsInterval: "30s",
  logLevel: process.env.ELASTIC_APM_LOG_LEVEL ?? "warn",
  frameworkName: "sadari-toy",
  frameworkVersion: require("./package.json").version,
});
// After the agent, which watches what is required from then on.
const { createServer } = require("node:http");
const BOOKS = ["사다리 타는 법", "수달의 하루", "느린 책", "꽝의 미학"];
const findTitle = openShelf();
const server = createServer(answer);
listen(Number(options.port ?? FIRST_PORT));
process.once("SIGINT", () => apm.flush(() => process.exit(0)));

function readOptions() {
  const text = { type: "string" };
  const { values } = parseArgs({ options: { url: text, key: text, name: text, port: text }, strict: false });
  const {
    url = process.env.ELASTIC_APM_SERVER_URL,
    key = process.env.ELASTIC_APM_SECRET_TOKEN,
    name = process.env.ELASTIC_APM_SERVICE_NAME,
    port = process.env.PORT,
  } = values;
  if (url && key && name) return { url, key, name, port };
  process.stderr.write("안내에 있는 줄을 통째로 붙여 주세요. Paste the whole line of the guide.\n");
  process.stderr.write("npx --yes http://<booth>:8200/toy.tgz --url http://<booth>:8200 --key <key> --name <name>\n");
  process.exit(1);
}

/** How a title is found: by real SQL where this Node has SQLite, so that the booth sees its statement. */
function openShelf() {
  const sqlite = loadSqlite();
  if (sqlite === undefined) return (number) => BOOKS[number - 1];
  const database = new sqlite.DatabaseSync(":memory:");
  database.exec("CREATE TABLE books (number INTEGER PRIMARY KEY, title TEXT)");
  const insert = database.prepare("INSERT INTO books (title) VALUES (?)");
  for (const title of BOOKS) insert.run(title);
  const statement = "SELECT title FROM books WHERE number = ?";
  return (number) => {
    const span = apm.startSpan("SELECT FROM books", "db", "sqlite", "query", { exitSpan: true });
    span?.setDbContext({ type: "sql", instance: "toy", statement });
    const row = database.prepare(statement).get(number);
    span?.end();
    return row?.title;
  };
}

function loadSqlite() {
  // Younger Nodes call it an experiment, which would worry a visitor.
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return require("node:sqlite");
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

async function answer(request, response) {
  const { pathname } = new URL(request.url, "http://toy");
  try {
    const body = await pageOf(pathname);
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "text/html; charset=utf-8" });
    response.end(frame(body ?? "없는 페이지예요. · No such page."));
  } catch (error) {
    apm.captureError(error);
    response.writeHead(500, { "content-type": "text/html; charset=utf-8" });
    response.end(
      frame(`고장 났어요! 부스에서 찾아보세요. · Broken! Look for it at the booth.<pre>${error.message}</pre>`),
    );
  }
}

async function pageOf(pathname) {
  const number = /^\/books\/(\d{1,4})$/.exec(pathname)?.[1];
  if (number !== undefined) {
    apm.setTransactionName("GET /books/:number");
    const title = findTitle(Number(number));
    return title === undefined ? undefined : `<h2>${title}</h2>`;
  }
  switch (pathname) {
    case "/":
      apm.setTransactionName("GET /");
      return "책을 눌러 보세요. · Pick a book.";
    case "/slow":
      apm.setTransactionName("GET /slow");
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      return "느렸지요? · Slow, wasn't it?";
    case "/broken":
      apm.setTransactionName("GET /broken");
      throw new Error("책값을 읽을 수 없습니다");
    default:
      return undefined;
  }
}

function frame(body) {
  const links = BOOKS.map((title, at) => `<a href="/books/${at + 1}">${title}</a>`);
  return `<!doctype html><html lang="ko"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>장난감 책방 · Toy bookshop</title>
<style>body{max-width:36rem;margin:3rem auto;padding:0 1rem;font:18px/1.7 system-ui}a{display:inline-block;margin:0 1rem 1rem 0}</style>
<h1>장난감 책방 · Toy bookshop</h1><nav>${links.join(" ")}<br>
<a href="/slow">느린 페이지 · slow page</a> <a href="/broken">고장 난 페이지 · broken page</a></nav><p>${body}</p></html>`;
}

function listen(port) {
  server.once("error", (error) => {
    if (error.code === "EADDRINUSE" && options.port === undefined && port < LAST_PORT) return listen(port + 1);
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  server.listen(port, "127.0.0.1", () => {
    server.removeAllListeners("error");
    process.stdout.write(`\n  장난감 책방이 열렸어요. 브라우저에서 여기를 열어 주세요:\n`);
    process.stdout.write(`  The toy bookshop is open. Open this in your browser:\n\n    http://localhost:${port}\n\n`);
    process.stdout.write("  끝내려면 Ctrl+C · Ctrl+C ends it\n");
  });
}
