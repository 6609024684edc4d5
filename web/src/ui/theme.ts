// The component library in our look. Colours live in tokens.css; this only points at them.
// What it resolves to is kept as mantine-vars.css (see theme.test.ts): the page's policy allows no
// style made at run time.
import { createTheme, type CSSVariablesResolver, Menu, Modal, Tooltip } from '@mantine/core';
import { t } from '../lib/i18n';

export const theme = createTheme({
  primaryColor: 'cobalt',
  primaryShade: { light: 6, dark: 5 },
  autoContrast: false,
  colors: {
    cobalt: [
      '#eef1fe', '#dbe1fb', '#b7c3f7', '#93a4ff', '#6d82ee',
      '#4a61dd', '#3550d0', '#2a41b0', '#213390', '#182668',
    ],
    gray: [
      '#fafaf8', '#f0f0ed', '#e4e4e0', '#d6d7d4', '#b9bbbd',
      '#8c8f96', '#686b73', '#50535a', '#33353a', '#1a1b1e',
    ],
    dark: [
      '#ecedef', '#abafb8', '#8b8f99', '#6b707b', '#2a2c31',
      '#1f2125', '#1b1d20', '#17181b', '#131417', '#0f1012',
    ],
  },
  black: '#1a1b1e',
  defaultRadius: 'sm',
  focusRing: 'auto',
  respectReducedMotion: true,
  cursorType: 'pointer',
  radius: { xs: '4px', sm: '6px', md: '10px', lg: '16px', xl: '16px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '11px', sm: '13px', md: '13px', lg: '14px', xl: '16px' },
  lineHeights: { xs: '1.3', sm: '1.45', md: '1.45', lg: '1.45', xl: '1.4' },
  shadows: {
    xs: 'var(--shadow-1)',
    sm: 'var(--shadow-1)',
    md: 'var(--shadow-2)',
    lg: 'var(--shadow-2)',
    xl: 'var(--shadow-2)',
  },
  components: {
    // Locking the scroll would inject a <style>, which the page's policy refuses.
    Modal: Modal.extend({
      defaultProps: {
        radius: 'md',
        lockScroll: false,
        transitionProps: { duration: 120 },
        closeButtonProps: { 'aria-label': t('act.close') },
      },
      styles: { title: { fontSize: '15px', fontWeight: 640 } },
    }),
    Menu: Menu.extend({
      defaultProps: {
        shadow: 'md',
        radius: 'md',
        transitionProps: { duration: 90 },
        // The placeholder is no menu item, and a menu may hold nothing else.
        withInitialFocusPlaceholder: false,
        // Inside its landmark, and fixed so that no bar that scrolls cuts it.
        withinPortal: false,
        floatingStrategy: 'fixed',
      },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, transitionProps: { duration: 90 } } }),
  },
});

// In `light` and `dark`, not in `variables`: the library's own values sit there and would win.
const colours = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-3)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-error': 'var(--nonconforming)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-border': 'var(--line)',
};

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: colours,
  dark: colours,
});
