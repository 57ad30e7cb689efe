import type { AuditAnswer } from "../../contract/index.ts";
import type { Say } from "./say.ts";
import { cardOf } from "./setup/card-names.ts";

type AuditRecord = AuditAnswer["records"][number];

/** What a record of the audit log tells, in words; its type where there are none. */
export function auditWords({ type, data }: AuditRecord, say: Say): string {
  const to = asText(data.to);
  const words =
    type === "event.state"
      ? say(data.undo === true ? "host.audit.undone" : "host.audit.stepped", {
          state: say(`host.state.${to}`),
        })
      : say(`host.audit.${type.replaceAll(".", "-").replaceAll("_", "-")}`);
  const details = detailsOf(type, data, say);
  return [words || type, details].filter(Boolean).join(" · ");
}

function detailsOf(type: string, data: AuditRecord["data"], say: Say): string {
  switch (type) {
    case "event.state":
      return asText(data.reason);
    case "event.extend":
      return `+${asText(data.minutes)} min`;
    case "rule.change":
      return Array.isArray(data.fields) ? cardNames(data.fields, say) : "";
    default:
      return "";
  }
}

/** Which of the six cards the fields stand on. */
const cardNames = (fields: readonly unknown[], say: Say): string =>
  [...new Set(fields.map((field) => say(`host.card.${cardOf(asText(field))}`)))].join(", ");

const asText = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";
