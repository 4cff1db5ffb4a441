/// <reference lib="dom" />

/**
 * Lets the reader choose between light and dark. Runs in the browser; uses nothing outside of itself.
 */
export function chooseTheme(): void {
  const root = document.documentElement;
  root.classList.add("scripted");
  const button = document.querySelector<HTMLButtonElement>("button.theme");
  if (button === null) return;
  const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
  const isDark = (): boolean => (root.dataset.theme ?? (prefersDark.matches ? "dark" : "light")) === "dark";
  const show = (): void => {
    button.textContent = isDark() ? "Light page" : "Dark page";
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    show();
  });
  prefersDark.addEventListener("change", show);
  show();
}
