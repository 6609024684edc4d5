// Light, dark, or what the device says. boot.js puts the same choice on <html> before first paint.
export type ThemeChoice = 'auto' | 'light' | 'dark';
const kKey = 'asbuilt.theme';
const listeners = new Set<() => void>();

export function themeChoice(): ThemeChoice {
  try {
    const saved = localStorage.getItem(kKey);
    return saved === 'light' || saved === 'dark' ? saved : 'auto';
  } catch {
    return 'auto';
  }
}

const systemDark = () => matchMedia('(prefers-color-scheme: dark)');
const isPhone = () => matchMedia('(pointer: coarse) and (max-width: 640px)').matches;

export function themeShown(): 'light' | 'dark' {
  const choice = themeChoice();
  if (choice !== 'auto') return choice;
  // A phone is used in the sun: light unless someone chose otherwise.
  return !isPhone() && systemDark().matches ? 'dark' : 'light';
}

function show(): void {
  const theme = themeShown();
  document.documentElement.dataset['theme'] = theme;
  document.documentElement.dataset['mantineColorScheme'] = theme;
  listeners.forEach((listener) => listener());
}

export function chooseTheme(choice: ThemeChoice): void {
  try {
    if (choice === 'auto') localStorage.removeItem(kKey);
    else localStorage.setItem(kKey, choice);
  } catch {
    // Without storage the device decides.
  }
  show();
}

// Calls `listener` when the shown theme may have changed; returns how to stop.
export function onThemeChange(listener: () => void): () => void {
  if (listeners.size === 0) systemDark().addEventListener('change', show);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) systemDark().removeEventListener('change', show);
  };
}
