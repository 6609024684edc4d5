import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core';
import { expect, test } from 'vitest';
import { cssVariables, theme } from './theme';

const kHead = '/* Made by theme.test.ts from theme.ts; after a change there: npx vitest -u */\n';

// Only the palettes in use: the library's fourteen would be most of the file.
const unused =
  /^--mantine-color-(red|pink|grape|violet|indigo|blue|cyan|teal|green|lime|yellow|orange)-/;

function merged(...parts: Record<string, string>[]): Record<string, string> {
  const all = Object.entries(Object.assign({}, ...parts) as Record<string, string>);
  return Object.fromEntries(all.filter(([name]) => !unused.test(name)));
}

test('mantine-vars.css is what the theme resolves to', async () => {
  const whole = mergeMantineTheme(DEFAULT_THEME, theme);
  const base = defaultCssVariablesResolver(whole);
  const own = cssVariables(whole);
  const css = convertCssVariables(
    {
      variables: merged(base.variables, own.variables),
      light: merged(base.light, own.light),
      dark: merged(base.dark, own.dark),
    },
    ':root',
  );
  const lines = css.replaceAll(';', ';\n').replaceAll('{', ' {\n');
  await expect(kHead + lines).toMatchFileSnapshot('./mantine-vars.css');
});
