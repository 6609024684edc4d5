// What the desk's screens need around them: the component library with only the styles in use.
// Never imported by the capture route.
import '@mantine/core/styles/global.css';
import '@mantine/core/styles/ScrollArea.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Paper.css';
import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Modal.css';
import '@mantine/core/styles/Menu.css';
import '@mantine/core/styles/Tooltip.css';
import './mantine-vars.css';
import { MantineProvider } from '@mantine/core';
import { useSyncExternalStore, type ReactNode } from 'react';
import { onThemeChange, themeShown } from '../lib/theme';
import { cssVariables, theme } from './theme';

export function Desk({ children }: { children: ReactNode }) {
  const shown = useSyncExternalStore(onThemeChange, themeShown);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      withCssVariables={false}
      withGlobalClasses={false}
      forceColorScheme={shown}
    >
      {children}
    </MantineProvider>
  );
}
