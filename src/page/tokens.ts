/**
 * The colours of pages and figures, light then dark. Series follow Okabe and Ito's palette (2008), darker where white
 * paper needs it and lighter on dark. Every light value stands once: a chart's colours become variables by it.
 */
const TOKENS = {
  paper: ["#ffffff", "#14171c"],
  raised: ["#f6f8fa", "#1d2229"],
  ink: ["#1b1f24", "#e6e9ee"],
  muted: ["#57606b", "#a3adba"],
  rule: ["#c9d1d9", "#3b434e"],
  grid: ["#e5e9ee", "#2a3038"],
  link: ["#0b5cad", "#74b9f5"],
  mark: ["#fff3c4", "#4a3d0a"],
  series1: ["#0072b2", "#5ab4ec"],
  series2: ["#d55e00", "#ff9a5c"],
  series3: ["#009e73", "#35cfa3"],
  series4: ["#b5568c", "#e79bc6"],
  series5: ["#a87500", "#f0b93a"],
  series6: ["#5b5fc7", "#a6a9f5"],
  series7: ["#6b6b6b", "#b5b5b5"],
  series8: ["#3e9cc9", "#9adcf7"],
  heat0: ["#f7f9fc", "#191d23"],
  heat1: ["#e3edf7", "#1c2733"],
  heat2: ["#cfe1f2", "#1e3145"],
  heat3: ["#b5d4e9", "#203c58"],
  heat4: ["#93c3df", "#22486b"],
  heat5: ["#6daed5", "#25567f"],
  heat6: ["#4b97c9", "#2b6697"],
  heat7: ["#2f7ebc", "#3b7db4"],
  heat8: ["#1864aa", "#5799cf"],
  heat9: ["#0a4a90", "#7fb8e6"],
  heat10: ["#08306b", "#b3daf7"],
  scale0: ["#a33a03", "#ff8b4d"],
  scale1: ["#bb4f0b", "#f58f55"],
  scale2: ["#d06a22", "#e5935f"],
  scale3: ["#df8d4f", "#d39a73"],
  scale4: ["#e6b48c", "#bfa18c"],
  scale5: ["#d9d4cf", "#a9a9a9"],
  scale6: ["#a9c6dc", "#90a9bd"],
  scale7: ["#77aed3", "#78abd0"],
  scale8: ["#4a93c4", "#61aee2"],
  scale9: ["#2777b0", "#53b3f2"],
  scale10: ["#0d5c9b", "#52bbff"],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

/** The name of a colour. */
export type ColorName = keyof typeof TOKENS;

/** The colour as figures in files have it: on white. */
export function lightColor(name: ColorName): string {
  return TOKENS[name][0];
}

/** The colour as a page has it: a variable that follows light and dark. */
export function cssColor(name: ColorName): string {
  return `var(--${name})`;
}

/** The colours of series, in order, from the first again where there are more. */
export function seriesColor(index: number): ColorName {
  return `series${(index % 8) + 1}` as ColorName;
}

/** A colour between nothing (0) and most (1): amounts. */
export function heatColor(share: number): ColorName {
  return `heat${step(share)}` as ColorName;
}

/** A colour between bad (0, orange) and good (1, blue): scores. */
export function scoreColor(score: number): ColorName {
  return `scale${step(score)}` as ColorName;
}

const GROUNDS = Object.keys(TOKENS) as ColorName[];
const SHADES = 7;

/** Grounds that are lighter have more contrast with dark ink, darker ones with light ink. */
const EVEN_LUMINANCE = 0.18;

/**
 * Ink that is read on a ground, which may have to be dark on light pages and light on dark ones: each ground has its own,
 * which differs from the others' by a shade that nobody sees.
 */
function groundInk(index: number, side: 0 | 1): string {
  const isLight = luminance(TOKENS[GROUNDS[index] ?? "paper"][side]) > EVEN_LUMINANCE;
  const [one, other] = [index % SHADES, Math.floor(index / SHADES)];
  const channels = isLight ? [0x10 + one, 0x14, 0x10 + other] : [0xff - one, 0xfe, 0xff - other];
  return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** The ink for words on a colour, as figures in files have it. */
export function inkOn(name: ColorName): string {
  return groundInk(GROUNDS.indexOf(name), 0);
}

const VARIABLES = new Map<string, string>([
  ...Object.entries(TOKENS).map(([name, [light]]) => [light, `var(--${name})`] as const),
  ...GROUNDS.map((name, index) => [groundInk(index, 0), `var(--on-${name})`] as const),
]);

/** A figure's colours as variables of the page. */
export function followTheme(svg: string): string {
  return svg.replace(/#[0-9a-f]{6}\b/giu, (hex) => VARIABLES.get(hex.toLowerCase()) ?? hex);
}

/** The style sheet's variables for light (0) or dark (1). */
export function variables(side: 0 | 1): string {
  const colors = Object.entries(TOKENS).map(([name, values]) => `--${name}:${values[side]};`);
  const inks = GROUNDS.map((name, index) => `--on-${name}:${groundInk(index, side)};`);
  return [...colors, ...inks].join("");
}

function step(share: number): number {
  return Math.round(Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * 10);
}

/** Relative luminance of an sRGB colour, as WCAG has it. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
