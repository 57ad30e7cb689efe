import { nameText } from "./name-text.ts";

/** An outsider's name: text only, cut, and isolated so that it cannot turn its surroundings around. */
export function Name({ value, longest = 60 }: { readonly value: string; readonly longest?: number }) {
  const shown = nameText(value, longest);
  return (
    <bdi lang="" title={shown.endsWith("…") ? nameText(value, 400) : undefined}>
      {shown}
    </bdi>
  );
}
