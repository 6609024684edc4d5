// One of a few, all in sight.
import css from './choice.module.css';

interface Props<T extends string> {
  name: string;
  label: string;
  options: { value: T; word: string }[];
  value: T;
  onChange: (value: T) => void;
}

export function Choice<T extends string>({ name, label, options, value, onChange }: Props<T>) {
  return (
    <fieldset className={css['choice']}>
      <legend>{label}</legend>
      <span className={css['track']}>
        {options.map((each) => (
          <label key={each.value} className={each.value === value ? css['on'] : undefined}>
            <input
              type="radio"
              className="sr"
              name={name}
              checked={each.value === value}
              onChange={() => onChange(each.value)}
            />
            {each.word}
          </label>
        ))}
      </span>
    </fieldset>
  );
}
