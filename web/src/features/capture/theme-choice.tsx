// Light for the sun, dark for the night; remembered on this phone.
import { useState } from 'react';
import { t } from '../../lib/i18n';
import css from './me.module.css';

type Theme = 'light' | 'dark';
const kThemeKey = 'asbuilt.theme'; // read by /boot.js before the first paint

export function ThemeChoice() {
  const root = document.documentElement;
  const [theme, setTheme] = useState<Theme>(root.dataset['theme'] === 'dark' ? 'dark' : 'light');
  const choose = (chosen: Theme) => {
    root.dataset['theme'] = chosen;
    root.dataset['mantineColorScheme'] = chosen;
    try {
      localStorage.setItem(kThemeKey, chosen);
    } catch {
      // Not remembered, but chosen.
    }
    setTheme(chosen);
  };
  return (
    <fieldset className={css['choice']}>
      <legend>{t('me.theme')}</legend>
      {(['light', 'dark'] as const).map((one) => (
        <label key={one}>
          <input type="radio" name="theme" checked={theme === one} onChange={() => choose(one)} />
          {t(`me.${one}`)}
        </label>
      ))}
    </fieldset>
  );
}
