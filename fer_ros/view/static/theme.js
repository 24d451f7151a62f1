// Dark or light: as the system says, until the button is used.

const KEY = 'theme';
const system = matchMedia('(prefers-color-scheme: dark)');

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // the browser keeps nothing
  }
}

function apply(button, theme) {
  document.documentElement.dataset.theme = theme;
  button.textContent = theme === 'dark' ? 'Light' : 'Dark';
}

function wanted() {
  return stored() || (system.matches ? 'dark' : 'light');
}

/** Follow the system and the button; call `changed` after each change. */
export function startTheme(button, changed) {
  apply(button, wanted());
  system.addEventListener('change', () => { apply(button, wanted()); changed(); });
  button.addEventListener('click', () => {
    const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    apply(button, next);
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // It lasts until the page is closed.
    }
    changed();
  });
}
