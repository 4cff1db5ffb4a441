/** A part of a text, and how strongly it is coloured: 1 fully for, −1 fully against, 0 not at all. */
export interface HeatPart {
  readonly text: string;
  readonly heat: number;
}

const RESET = "\u001b[0m";

/** Backgrounds of the 256 colours from weak to strong, that red-green blindness tells apart; the text on them is black. */
const FOR = [195, 153, 117, 75] as const;
const AGAINST = [230, 223, 216, 209] as const;

/** Below this share of the strongest word nothing is coloured. */
const WEAKEST = 0.1;

/** Text with coloured blocks: blue for, orange against. */
export function heatText(parts: readonly HeatPart[]): string {
  return parts.map(({ text, heat }) => block(text, heat)).join("");
}

function block(text: string, heat: number): string {
  const strength = Math.abs(heat);
  if (strength < WEAKEST || Number.isNaN(strength)) return text;
  const scale = heat > 0 ? FOR : AGAINST;
  const step = Math.min(scale.length - 1, Math.floor(strength * scale.length));
  return `\u001b[48;5;${scale[step]}m\u001b[38;5;16m${text}${RESET}`;
}
