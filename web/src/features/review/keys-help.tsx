// "?": every key of the desk in one small sheet. The keys also stand on their buttons.
import { Popover } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../lib/i18n';
import { useKeys } from '../../ui/keys';
import css from './keys-help.module.css';

const lines = [
  [['A'], 'review.key_approve'],
  [['R'], 'review.key_retake'],
  [['N'], 'review.key_not_ok'],
  [['Z'], 'review.key_undo'],
  [['O'], 'review.key_reopen'],
  [['M'], 'review.key_move_slot'],
  [['J', 'K'], 'review.key_move'],
  [['C'], 'review.key_compare'],
  [['G'], 'review.key_grid'],
  [['+', '0'], 'review.key_zoom'],
  [['X'], 'review.key_select'],
] as const;

export function KeysHelp() {
  const [open, setOpen] = useState(false);
  useKeys({ '?': () => setOpen(!open) });
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" radius="md">
      <Popover.Target>
        <button
          type="button"
          className={`btn quiet square ${css['open']}`}
          aria-label={t('review.shortcuts')}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <kbd className="kbd">?</kbd>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <dl className={css['keys']}>
          {lines.map(([keys, meaning]) => (
            <div key={meaning}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key} className="kbd">
                    {key}
                  </kbd>
                ))}
              </dt>
              <dd>{t(meaning)}</dd>
            </div>
          ))}
        </dl>
      </Popover.Dropdown>
    </Popover>
  );
}
