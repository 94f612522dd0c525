// Light or dark: as the system, or as the user chose, kept for the next visit.
const KEY = 'vrn-studio-theme';
const THEMES = ['system', 'light', 'dark'] as const;

type Theme = (typeof THEMES)[number];

const isTheme = (value: string | null): value is Theme => THEMES.some((each) => each === value);

/** Applies the stored theme and connects the control. */
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

/** Storage throws where the browser blocks it. */
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
    // The choice then holds for this visit.
  }
}
