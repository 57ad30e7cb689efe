import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  EventDetailAnswer,
  type ServiceRow,
  ServicesAnswer,
  TraceAnswer,
  TracesAnswer,
} from "../../src/contract/index.ts";
import { ask, type Booth, eventually, startBooth } from "../booth.ts";

export interface ToyCommand {
  readonly service: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly port: number;
  /** What the agent needs to say its complaints aloud; the variables of the start page are set already. */
  readonly env?: Readonly<Record<string, string>>;
}

/** An app of a participant that reports to a booth of its own. */
export interface ReportingToy extends AsyncDisposable {
  readonly booth: Booth;
  readonly service: string;
  /** What the app and its agent printed. */
  output(): string;
}

/** Starts a booth and the app with the variables the start page prints, and presses a page and a broken page. */
export async function pressToy({ service, command, args, port, env }: ToyCommand): Promise<ReportingToy> {
  const booth = await startBooth();
  const child = spawn(command, args, {
    env: {
      ...process.env,
      ...env,
      ELASTIC_APM_SERVER_URL: booth.url,
      ELASTIC_APM_SECRET_TOKEN: booth.secretToken,
      ELASTIC_APM_SERVICE_NAME: service,
      ELASTIC_APM_API_REQUEST_TIME: "1s",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const toy: ReportingToy = {
    booth,
    service,
    output: () => text,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, "exit");
        child.kill("SIGKILL");
        await exited;
      }
      await booth[Symbol.asyncDispose]();
    },
  };
  try {
    await eventually(async () => (await fetch(`http://127.0.0.1:${port}/books/1`)).ok || undefined, 100_000);
    await fetch(`http://127.0.0.1:${port}/broken`);
  } catch (error) {
    await toy[Symbol.asyncDispose]();
    throw new Error(`the toy gave no page:\n${text}`, { cause: error });
  }
  return toy;
}

/** The app's row once both pages have arrived. */
export function rowOf({ booth, service }: ReportingToy): Promise<ServiceRow> {
  return eventually(async () => {
    const { services } = ServicesAnswer.parse(await ask(booth, "/api/services"));
    return services.find((row) => row.name === service && row.transactions >= 2);
  }, 20_000);
}

/** The database statements of the newest trace of a transaction, once there are any. */
export async function statementsOf(
  { booth, service }: ReportingToy,
  { transaction, subtype }: { readonly transaction: string; readonly subtype: string },
): Promise<readonly string[]> {
  const query = new URLSearchParams({ transaction });
  return eventually(async () => {
    const { traces } = TracesAnswer.parse(await ask(booth, `/api/services/${service}/traces?${query}`));
    const trace = `/api/traces/${traces[0]?.traceId}`;
    const { items } = TraceAnswer.parse(await ask(booth, trace));
    const spans = items.filter((item) => item.subtype === subtype && item.kind === "span");
    const details = await Promise.all(spans.map(({ id }) => ask(booth, `${trace}/events/span/${id}`)));
    const fields = details.flatMap((detail) => EventDetailAnswer.parse(detail).fields);
    const found = fields.filter(({ name }) => name === "span.db.statement");
    return found.length > 0 ? found.map(({ value }) => value) : undefined;
  });
}

/** The error of the trace that failed, with what is stored of it. */
export async function errorOf({ booth, service }: ReportingToy) {
  return eventually(async () => {
    const { traces } = TracesAnswer.parse(await ask(booth, `/api/services/${service}/traces`));
    const trace = `/api/traces/${traces.find(({ outcome }) => outcome === "failure")?.traceId}`;
    const { errors } = TraceAnswer.parse(await ask(booth, trace));
    const error = errors[0];
    if (error === undefined) return undefined;
    const detail = EventDetailAnswer.parse(await ask(booth, `${trace}/events/error/${error.id}`));
    return { ...error, stacktraces: detail.stacktraces };
  });
}
