// Applies the theme that the user chose, light, dark or that of the system, and keeps the choice for the next visit.
const KEY = 'vrn-studio-theme';
const THEMES = ['system', 'light', 'dark'] as const;

type Theme = (typeof THEMES)[number];

const isTheme = (value: string | null): value is Theme => THEMES.some((each) => each === value);

/**
 * Applies the stored theme and connects the setting.
 *
 * @param onChange  called at once, and whenever the user's choice or the theme of the system changes.
 */
export function startTheme(onChange: () => void): void {
  const inputs = [...document.querySelectorAll<HTMLInputElement>('input[name="theme"]')];
  const apply = (theme: Theme): void => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    for (const input of inputs) input.checked = input.value === theme;
    onChange();
  };
  const stored = read();
  apply(isTheme(stored) ? stored : 'system');
  for (const input of inputs) {
    input.addEventListener('change', () => {
      write(input.value);
      apply(input.value as Theme);
    });
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', onChange);
}

/** Returns the stored theme; null if there is none, or if the browser blocks the storage. */
function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function write(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The browser blocks the storage: the choice holds until the page is left or reloaded.
  }
}
