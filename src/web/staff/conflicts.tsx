import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { inLanguage } from "../ticket/bilingual.ts";
import { scanQuery } from "./scan-api.ts";
import classes from "./staff.module.css";
import type { Conflict } from "./staff-queue.ts";

interface ConflictsProps {
  readonly slug: string;
  readonly conflicts: readonly Conflict[];
  readonly onDone: (id: string) => void;
  /** Shows what the code means now. */
  readonly onLook?: (code: string) => void;
}

/** What was tapped here and could not stand, one card each, until a person has looked. */
export function Conflicts({ conflicts, ...rest }: ConflictsProps) {
  const { t } = useTranslation();
  if (conflicts.length === 0) return null;
  return (
    <section aria-label={t("staff.conflict.title")}>
      <ul className={classes.list}>
        {conflicts.map((conflict) => (
          <Card key={conflict.id} {...rest} conflict={conflict} />
        ))}
      </ul>
    </section>
  );
}

function Card({ slug, conflict, onDone, onLook }: Omit<ConflictsProps, "conflicts"> & { readonly conflict: Conflict }) {
  const { t, i18n } = useTranslation();
  const code = codeOf(conflict);
  const kind = kindOf(conflict);
  const now = useQuery({ ...scanQuery(slug, code), enabled: kind === "twice" && code !== "" });
  const { data } = now;
  return (
    <li className={classes.conflict}>
      <strong role="alert">{t(`staff.conflict.${kind}`)}</strong>
      {data ? (
        <>
          <p>
            {data.prize && `${inLanguage(data.prize.name, i18n.language)} · `}
            {data.ticket && `${data.ticket.nickname} · ${data.ticket.id}`}
          </p>
          <p>{inLanguage(data.sentence, i18n.language)}</p>
        </>
      ) : (
        <p>{t(`staff.conflict.${kind}Lead`, { code })}</p>
      )}
      {kind === "refused" && conflict.says !== "" && <p>{conflict.says}</p>}
      <div className={classes.buttons}>
        {code !== "" && onLook && (
          <Button size="md" variant="default" onClick={() => onLook(code)}>
            {t("staff.conflict.look")}
          </Button>
        )}
        <Button size="md" onClick={() => onDone(conflict.id)}>
          {t("staff.conflict.done")}
        </Button>
      </div>
    </li>
  );
}

/** `twice`: two devices had the same ticket. `decided`: a doubt that was settled elsewhere. */
function kindOf({ path, code }: Conflict): "twice" | "decided" | "refused" {
  if (path.endsWith("/hand-over") && (code === "claim.handed-over" || code === "swag.handed-over")) return "twice";
  return path.includes("/doubtful/") && code !== "challenge.frozen" ? "decided" : "refused";
}

function codeOf({ path, body }: Conflict): string {
  if (typeof body === "object" && body !== null && "code" in body && typeof body.code === "string") return body.code;
  return /\/(?:visitors|doubtful)\/([^/]+)/.exec(path)?.[1] ?? "";
}
