/** With a capital at its beginning, as a title has one. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
