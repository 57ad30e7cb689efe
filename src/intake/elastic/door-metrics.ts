import type { RejectionReason } from "../../model/index.ts";
import { Counter, Gauge, type Metrics } from "../../self/index.ts";

export interface DoorMetrics {
  answered(path: string, status: number): void;
  accepted(events: number): void;
  refused(reason: RejectionReason, events: number): void;
  hungUp(): void;
}

export function createDoorMetrics(metrics: Metrics, streams: () => number): DoorMetrics {
  const registers = [metrics];
  const requests = new Counter({
    name: "sadari_intake_requests_total",
    help: "Requests answered by the Elastic door",
    labelNames: ["path", "status"],
    registers,
  });
  const accepted = new Counter({
    name: "sadari_intake_events_accepted_total",
    help: "Apm events acknowledged, every one of them on disk",
    registers,
  });
  const refused = new Counter({
    name: "sadari_intake_refused_total",
    help: "Refused requests and apm events by reason",
    labelNames: ["reason"],
    registers,
  });
  const hangUps = new Counter({
    name: "sadari_intake_hang_ups_total",
    help: "Senders that went away in the middle of a stream",
    registers,
  });
  new Gauge({
    name: "sadari_intake_streams",
    help: "Intake streams being read now",
    registers,
    collect() {
      this.set(streams());
    },
  });
  return {
    answered: (path, status) => requests.inc({ path, status }),
    accepted: (events) => accepted.inc(events),
    refused: (reason, events) => refused.inc({ reason }, events),
    hungUp: () => hangUps.inc(),
  };
}
