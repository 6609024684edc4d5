// A labelled input with hint and error, wired for readers. Plain elements: phones load it too.
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useId, useState, type ComponentProps } from 'react';
import { t } from '../lib/i18n';
import css from './field.module.css';

interface Shared {
  label: string;
  hint?: string | undefined;
  bad?: string | null | undefined;
}
type FieldProps = Shared & ComponentProps<'input'>;

// Ids for describing the input by its hint and error, only those that are shown.
function useDescription({ hint, bad }: Shared) {
  const id = useId();
  const by = [bad ? `${id}-bad` : '', hint ? `${id}-hint` : ''].filter(Boolean).join(' ');
  return { id, describedBy: by || undefined };
}

function Notes({ id, hint, bad }: Shared & { id: string }) {
  return (
    <>
      {bad && (
        <span id={`${id}-bad`} className="bad">
          {bad}
        </span>
      )}
      {hint && (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
    </>
  );
}

export function Field({ label, hint, bad, ...input }: FieldProps) {
  const { id, describedBy } = useDescription({ label, hint, bad });
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        aria-invalid={bad ? true : undefined}
        aria-describedby={describedBy}
        {...input}
      />
      <Notes id={id} label={label} hint={hint} bad={bad} />
    </div>
  );
}

export function PasswordField({ label, hint, bad, ...input }: FieldProps) {
  const { id, describedBy } = useDescription({ label, hint, bad });
  const [shown, setShown] = useState(false);
  const Eye = shown ? IconEyeOff : IconEye;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className={css['secret']}>
        <input
          id={id}
          className="input"
          type={shown ? 'text' : 'password'}
          aria-invalid={bad ? true : undefined}
          aria-describedby={describedBy}
          {...input}
        />
        <button
          type="button"
          className={css['eye']}
          aria-label={shown ? t('field.hide') : t('field.show')}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          <Eye size={18} stroke={1.75} />
        </button>
      </span>
      <Notes id={id} label={label} hint={hint} bad={bad} />
    </div>
  );
}
