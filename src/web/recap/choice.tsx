import classes from "./recap-page.module.css";

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly names: Readonly<Record<Value, string>>;
  readonly onChange: (value: Value) => void;
}

/** One of a few, by its name on screen. */
export function Choice<Value extends string>({ label, value, names, onChange }: ChoiceProps<Value>) {
  return (
    <label className={classes.field}>
      {label}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {(Object.entries(names) as [Value, string][]).map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
