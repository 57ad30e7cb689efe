import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { percentText, proposeBlank, rollsUntilSoldOut } from "../../../challenge/draw/index.ts";
import type { SwagPlanBody, SwagStock } from "../../../contract/index.ts";
import { PictureField } from "../../picture/picture-field.tsx";
import { planDay, stocksQuery } from "../../swag/api.ts";
import { IconClose } from "../../ui/icons.tsx";
import { FaultLine } from "../fault-line.tsx";
import { fromVenueInput, toVenueInput } from "../venue-time.ts";
import classes from "./swag-view.module.css";

interface ItemDraft {
  readonly key: number;
  readonly id: string;
  readonly ko: string;
  readonly en: string;
  readonly initial: number;
  readonly weight: number;
  /** As they are typed: `S 3, M 5`. */
  readonly sizes: string;
}

interface ReleaseDraft {
  readonly key: number;
  readonly item: number;
  readonly amount: number;
  /** As the input has it. */
  readonly at: string;
}

interface PlanProps {
  readonly slug: string;
  readonly timeZone: string;
  readonly day: string;
  /** What was planned; undefined for a new day. */
  readonly stock: SwagStock | undefined;
  readonly onSaved: () => void;
}

let keys = 0;
const emptyItem = (): ItemDraft => ({ key: ++keys, id: "", ko: "", en: "", initial: 10, weight: 1, sizes: "" });

const itemsOf = (stock: SwagStock | undefined): ItemDraft[] =>
  stock?.items.map(({ id, name, initial, weight, sizes }) => ({
    key: ++keys,
    id,
    ...name,
    initial,
    weight,
    sizes: sizes.map(({ size, amount }) => `${size} ${amount}`).join(", "),
  })) ?? [emptyItem()];

/** Undefined for what is no list of sizes with an amount each. */
function readSizes(text: string): SwagPlanBody["items"][number]["sizes"] | undefined {
  const parts = text.split(/[,·\n]/).flatMap((part) => part.trim() || []);
  const sizes = parts.map((part) => /^(.{1,12}?)[\s:×x]+(\d{1,6})$/i.exec(part));
  if (sizes.some((found) => found === null)) return undefined;
  return sizes.flatMap((found) => (found === null ? [] : [{ size: found[1] ?? "", amount: Number(found[2]) }]));
}

/** Gifts, odds and releases of one day, before it opens. */
export function DayPlan({ slug, timeZone, day: first, stock, onSaved }: PlanProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [day, setDay] = useState(first);
  const [items, setItems] = useState(() => itemsOf(stock));
  const [releases, setReleases] = useState<ReleaseDraft[]>(
    () =>
      stock?.releases.map(({ item, amount, dueAt }) => ({
        key: ++keys,
        item: stock.items.findIndex(({ id }) => id === item),
        amount,
        at: toVenueInput(dueAt, timeZone),
      })) ?? [],
  );
  const [percent, setPercent] = useState(
    stock === undefined ? 50 : Math.round((100 * stock.day.blank.num) / stock.day.blank.den),
  );
  const [fixed, setFixed] = useState(stock?.weights === "fixed");
  const [presence, setPresence] = useState(stock?.day.presence ?? true);
  const save = useMutation({
    mutationFn: () => planDay(slug, day, bodyOf({ items, releases, percent, fixed, presence, timeZone })),
    onSuccess(next) {
      client.setQueryData(stocksQuery(slug).queryKey, next);
      onSaved();
    },
  });
  const total =
    items.reduce((sum, { initial }) => sum + initial, 0) + releases.reduce((sum, { amount }) => sum + amount, 0);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={classes.plan} onSubmit={submit}>
      <label className={classes.narrow}>
        <span>{t("swag.host.day")}</span>
        <input
          type="date"
          required
          disabled={stock !== undefined}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
      </label>
      <Items slug={slug} items={items} releases={releases} fixed={fixed} onChange={setItems} />
      <Releases releases={releases} items={items} onChange={setReleases} />
      <Odds total={total} percent={percent} onChange={setPercent} />
      <label className={classes.tick}>
        <input type="checkbox" checked={fixed} onChange={(event) => setFixed(event.currentTarget.checked)} />
        {t("swag.host.fixed")}
      </label>
      <label className={classes.tick}>
        <input type="checkbox" checked={presence} onChange={(event) => setPresence(event.currentTarget.checked)} />
        {t("swag.host.presence")}
      </label>
      {save.error && <FaultLine error={save.error} />}
      <Button type="submit" loading={save.isPending}>
        {t("swag.host.save")}
      </Button>
    </form>
  );
}

interface Draft {
  readonly items: readonly ItemDraft[];
  readonly releases: readonly ReleaseDraft[];
  readonly percent: number;
  readonly fixed: boolean;
  readonly presence: boolean;
  readonly timeZone: string;
}

function bodyOf({ items, releases, percent, fixed, presence, timeZone }: Draft): SwagPlanBody {
  const ids = items.map(({ id }, at) => id || idFor(items, at));
  return {
    items: items.map(({ ko, en, initial, weight }, at) => ({
      id: ids[at] ?? "",
      name: { ko, en },
      initial,
      weight,
      sizes: [],
    })),
    blank: { num: percent, den: 100 },
    weights: fixed ? "fixed" : "remaining",
    presence,
    releases: releases.flatMap(({ item, amount, at }) => {
      const [id, dueAt] = [ids[item], fromVenueInput(at, timeZone)];
      return id === undefined || dueAt === null ? [] : [{ item: id, amount, dueAt }];
    }),
  };
}

/** From the English name; numbered where there is none or somebody has it. */
function idFor(items: readonly ItemDraft[], at: number): string {
  const word = (items[at]?.en ?? "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 24);
  const earlier = items.slice(0, at).some(({ en }) => en === items[at]?.en);
  const taken = items.some(({ id }) => id === word);
  return word === "" || earlier || taken ? `item-${at + 1}` : word.replace(/-+$/, "");
}

interface ItemsProps {
  readonly slug: string;
  readonly releases: readonly ReleaseDraft[];
  readonly items: readonly ItemDraft[];
  readonly fixed: boolean;
  readonly onChange: (items: ItemDraft[]) => void;
}

function Items({ slug, items, releases, fixed, onChange }: ItemsProps) {
  const { t } = useTranslation();
  const change = (key: number, over: Partial<ItemDraft>) =>
    onChange(items.map((item) => (item.key === key ? { ...item, ...over } : item)));
  return (
    <fieldset>
      <legend>{t("swag.host.items")}</legend>
      {items.map((item, at) => (
        <div key={item.key} className={classes.row}>
          <label className={classes.wide}>
            <span>{t("swag.host.itemKo")}</span>
            <input
              required
              maxLength={80}
              value={item.ko}
              onChange={(event) => change(item.key, { ko: event.currentTarget.value })}
            />
          </label>
          <label className={classes.wide}>
            <span>{t("swag.host.itemEn")}</span>
            <input
              maxLength={80}
              value={item.en}
              onChange={(event) => change(item.key, { en: event.currentTarget.value })}
            />
          </label>
          <NumberField
            label={t("swag.host.amount")}
            value={item.initial}
            max={100_000}
            onChange={(initial) => change(item.key, { initial })}
          />
          {fixed && (
            <NumberField
              label={t("swag.host.weight")}
              value={item.weight}
              min={1}
              max={100_000}
              onChange={(weight) => change(item.key, { weight })}
            />
          )}
          <SizesField
            value={item.sizes}
            total={releases.reduce((sum, each) => sum + (each.item === at ? each.amount : 0), item.initial)}
            onChange={(sizes) => change(item.key, { sizes })}
          />
          {item.id === "" ? (
            <p className={classes.hint}>{t("swag.host.picture")}</p>
          ) : (
            <PictureField slug={slug} kind="swag" id={item.id} name={item.ko || item.en} />
          )}
          {items.length > 1 && (
            <RemoveButton
              label={t("swag.host.removeItem", { n: at + 1 })}
              onClick={() => onChange(items.filter(({ key }) => key !== item.key))}
            />
          )}
        </div>
      ))}
      <Button variant="default" onClick={() => onChange([...items, emptyItem()])}>
        {t("swag.host.addItem")}
      </Button>
    </fieldset>
  );
}

interface SizesProps {
  readonly value: string;
  /** How many there will ever be of the item. */
  readonly total: number;
  readonly onChange: (sizes: string) => void;
}

function SizesField({ value, total, onChange }: SizesProps) {
  const { t } = useTranslation();
  const id = useId();
  const sizes = readSizes(value);
  const sum = (sizes ?? []).reduce((all, { amount }) => all + amount, 0);
  const isOdd = sizes === undefined || (sizes.length > 0 && sum !== total);
  return (
    <label className={classes.wide} htmlFor={id}>
      <span>{t("swag.host.sizes")}</span>
      <input
        id={id}
        maxLength={200}
        value={value}
        aria-invalid={isOdd}
        aria-describedby={`${id}-sum`}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <span id={`${id}-sum`} className={isOdd ? classes.low : classes.hint}>
        {value.trim() !== "" && t("swag.host.sizesSum", { sum, total })}
      </span>
    </label>
  );
}

interface ReleasesProps {
  readonly releases: readonly ReleaseDraft[];
  readonly items: readonly ItemDraft[];
  readonly onChange: (releases: ReleaseDraft[]) => void;
}

function Releases({ releases, items, onChange }: ReleasesProps) {
  const { t, i18n } = useTranslation();
  const change = (key: number, over: Partial<ReleaseDraft>) =>
    onChange(releases.map((each) => (each.key === key ? { ...each, ...over } : each)));
  return (
    <fieldset>
      <legend>{t("swag.host.releases")}</legend>
      {releases.map((release, at) => (
        <div key={release.key} className={classes.row}>
          <label className={classes.wide}>
            <span>{t("swag.host.releaseItem")}</span>
            <select
              value={release.item}
              onChange={(event) => change(release.key, { item: Number(event.currentTarget.value) })}
            >
              {items.map(({ key, ko, en }, index) => (
                <option key={key} value={index}>
                  {(i18n.language === "ko" ? ko || en : en || ko) || index + 1}
                </option>
              ))}
            </select>
          </label>
          <NumberField
            label={t("swag.host.amount")}
            value={release.amount}
            min={1}
            max={100_000}
            onChange={(amount) => change(release.key, { amount })}
          />
          <label className={classes.wide}>
            <span>{t("swag.host.releaseAt")}</span>
            <input
              type="datetime-local"
              required
              value={release.at}
              onChange={(event) => change(release.key, { at: event.currentTarget.value })}
            />
          </label>
          <RemoveButton
            label={t("swag.host.removeRelease", { n: at + 1 })}
            onClick={() => onChange(releases.filter(({ key }) => key !== release.key))}
          />
        </div>
      ))}
      <Button variant="default" onClick={() => onChange([...releases, { key: ++keys, item: 0, amount: 10, at: "" }])}>
        {t("swag.host.addRelease")}
      </Button>
    </fieldset>
  );
}

interface OddsProps {
  readonly total: number;
  readonly percent: number;
  readonly onChange: (percent: number) => void;
}

/** The chance of a blank, and the one with which the stock would last as long as the doors are open. */
function Odds({ total, percent, onChange }: OddsProps) {
  const { t } = useTranslation();
  const [perHour, setPerHour] = useState(40);
  const [hours, setHours] = useState(16);
  const proposal = proposeBlank(total, perHour, hours);
  const lasts = rollsUntilSoldOut(total, { num: percent, den: 100 });
  return (
    <fieldset>
      <legend>{t("swag.host.planner")}</legend>
      <div className={classes.row}>
        <NumberField label={t("swag.host.perHour")} value={perHour} min={1} max={10_000} onChange={setPerHour} />
        <NumberField label={t("swag.host.hours")} value={hours} min={1} max={1_000} onChange={setHours} />
        <NumberField label={t("swag.host.blank")} value={percent} max={99} onChange={onChange} />
      </div>
      <p aria-live="polite">
        {t("swag.host.proposal", { stock: total, perHour, hours, p: percentText(proposal) })}{" "}
        {proposal.num !== percent && (
          <Button variant="default" size="compact-md" onClick={() => onChange(proposal.num)}>
            {t("swag.host.useIt")}
          </Button>
        )}
      </p>
      <p className={classes.hint}>{t("swag.host.lasts", { mean: Math.round(lasts.mean), sd: Math.round(lasts.sd) })}</p>
    </fieldset>
  );
}

function RemoveButton({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <button type="button" className={classes.remove} aria-label={label} title={label} onClick={onClick}>
      <IconClose />
    </button>
  );
}

interface NumberProps {
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

export function NumberField({ label, value, min = 0, max, onChange }: NumberProps) {
  const id = useId();
  return (
    <label className={classes.number} htmlFor={id}>
      <span>{label}</span>
      <input
        id={id}
        type="number"
        required
        min={min}
        max={max}
        value={value}
        onChange={(event) => onChange(Math.min(max, Math.max(min, Math.trunc(Number(event.currentTarget.value)))))}
      />
    </label>
  );
}
