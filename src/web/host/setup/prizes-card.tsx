import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Prize } from "../../../contract/index.ts";
import { PRIZE_TAX_PERCENT, TAX_FREE_PRIZE_WON } from "../../../kernel/index.ts";
import { PictureField } from "../../picture/picture-field.tsx";
import { IconPlus } from "../../ui/icons.tsx";
import classes from "./cards.module.css";
import type { CardProps } from "./cards.tsx";
import { fieldId, NumberField, PairField } from "./fields.tsx";

const MOST_PRIZES = 50;
const TAX = { won: TAX_FREE_PRIZE_WON.toLocaleString("en-US"), percent: PRIZE_TAX_PERCENT } as const;

export const wonText = (won: number): string => `₩${won.toLocaleString("en-US")}`;

export const budgetOf = (prizes: readonly Prize[]): number =>
  prizes.reduce((sum, { quantity, valueWon }) => sum + quantity * valueWon, 0);

export function PrizesCard({ draft: { setup }, slug, change }: CardProps) {
  const { t } = useTranslation();
  const { prizes } = setup;
  const set = (next: readonly Prize[]) =>
    change((draft) => ({ ...draft, setup: { ...draft.setup, prizes: ranked(next) } }));
  const winners = prizes.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <>
      {prizes.length === 0 && <p id={fieldId("prizes")}>{t("host.prizes.empty")}</p>}
      <ol className={classes.prizes}>
        {prizes.map((prize) => (
          <PrizeRow
            key={prize.id}
            slug={slug}
            prize={prize}
            onChange={(next) => set(prizes.map((each) => (each.id === prize.id ? next : each)))}
            onRemove={() => set(prizes.filter(({ id }) => id !== prize.id))}
          />
        ))}
      </ol>
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus />}
          disabled={prizes.length === MOST_PRIZES}
          onClick={() => set([...prizes, newPrize(prizes)])}
        >
          {t("host.prizes.add")}
        </Button>
      </div>
      {prizes.some(({ valueWon }) => valueWon > TAX_FREE_PRIZE_WON) && (
        <fieldset className={classes.taxPaid}>
          <legend>{t("host.prizes.taxPaidBy", TAX)}</legend>
          {(["host", "winner"] as const).map((who) => (
            <label key={who}>
              <input
                type="radio"
                name="tax-paid-by"
                checked={setup.taxPaidBy === who}
                onChange={() => change((draft) => ({ ...draft, setup: { ...draft.setup, taxPaidBy: who } }))}
              />
              {t(`host.prizes.taxBy.${who}`)}
            </label>
          ))}
          <p>{t("host.prizes.taxAdvice", TAX)}</p>
        </fieldset>
      )}
      {prizes.length > 0 && (
        <p className={classes.budget} aria-live="polite">
          <span>{t("host.prizes.winners", { n: winners })}</span>
          <span>{t("host.prizes.budget", { won: wonText(budgetOf(prizes)) })}</span>
        </p>
      )}
    </>
  );
}

interface PrizeRowProps {
  readonly slug: string;
  readonly prize: Prize;
  readonly onChange: (prize: Prize) => void;
  readonly onRemove: () => void;
}

function PrizeRow({ slug, prize, onChange, onRemove }: PrizeRowProps) {
  const { t } = useTranslation();
  const path = `prizes.${prize.id}`;
  return (
    <li className={classes.prize}>
      <div className={classes.prizeHead}>
        <h3>{t("host.prizes.rank", { n: prize.rank })}</h3>
        <button
          type="button"
          className={classes.remove}
          aria-label={t("host.prizes.removeRank", { n: prize.rank })}
          onClick={onRemove}
        >
          {t("host.prizes.remove")}
        </button>
      </div>
      <PairField
        path={`${path}.name`}
        label={t("host.prizes.name")}
        value={prize.name}
        most={100}
        onChange={(name) => onChange({ ...prize, name })}
      />
      <div className={classes.numbers}>
        <NumberField
          path={`${path}.quantity`}
          label={t("host.prizes.quantity")}
          value={prize.quantity}
          least={1}
          most={999}
          onChange={(quantity) => onChange({ ...prize, quantity })}
        />
        <NumberField
          path={`${path}.valueWon`}
          label={t("host.prizes.value")}
          value={prize.valueWon}
          least={0}
          most={100_000_000}
          step={1_000}
          unit={t("host.prizes.won")}
          onChange={(valueWon) => onChange({ ...prize, valueWon })}
        />
      </div>
      <PictureField
        slug={slug}
        kind="prize"
        id={prize.id}
        name={prize.name.ko || prize.name.en || t("host.prizes.rank", { n: prize.rank })}
      />
      {prize.valueWon > TAX_FREE_PRIZE_WON && <p className={classes.tax}>{t("host.prizes.tax", TAX)}</p>}
    </li>
  );
}

const ranked = (prizes: readonly Prize[]): Prize[] => prizes.map((prize, index) => ({ ...prize, rank: index + 1 }));

/** An id that no removed prize had: a picture and a hand-over belong to one prize for good. */
function newPrize(prizes: readonly Prize[]): Prize {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  const id = `prize-${random.toString(36)}`;
  return { id, rank: prizes.length + 1, name: { ko: "", en: "" }, quantity: 1, valueWon: 0 };
}
