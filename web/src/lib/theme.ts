// Light, dark, or what the device says. boot.js puts the same choice on <html> before first paint.
export type ThemeChoice = 'auto' | 'light' | 'dark';
const kKey = 'asbuilt.theme';

export function themeChoice(): ThemeChoice {
  try {
    const saved = localStorage.getItem(kKey);
    return saved === 'light' || saved === 'dark' ? saved : 'auto';
  } catch {
    return 'auto';
  }
}

const isPhone = () => matchMedia('(pointer: coarse) and (max-width: 640px)').matches;

export function themeShown(): 'light' | 'dark' {
  const choice = themeChoice();
  if (choice !== 'auto') return choice;
  // A phone is used in the sun: light unless someone chose otherwise.
  return !isPhone() && matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

function show(theme: 'light' | 'dark'): void {
  document.documentElement.dataset['theme'] = theme;
  document.documentElement.dataset['mantineColorScheme'] = theme;
}

export function chooseTheme(choice: ThemeChoice): void {
  try {
    if (choice === 'auto') localStorage.removeItem(kKey);
    else localStorage.setItem(kKey, choice);
  } catch {
    // Not remembered, but shown.
  }
  show(choice === 'auto' ? themeShown() : choice);
}
