import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Resvg } from "@resvg/resvg-js";

/** The picture of an SVG, drawn with DejaVu Sans, which comes along: the same on every machine. */
export function svgToPng(svg: string, { width }: { readonly width: number }): Buffer {
  const folder = join(dirname(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json")), "ttf");
  const resvg = new Resvg(svg, {
    fitTo: { mode: "width", value: width },
    font: {
      // Scripts that DejaVu lacks (Chinese, Japanese, Korean) are drawn where the system has a font for them.
      loadSystemFonts: /[\u1100-\u11FF\u2E80-\uD7FF\uF900-\uFAFF\u0900-\u0DFF\u{20000}-\u{3FFFF}]/u.test(svg),
      fontFiles: ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((name) => join(folder, name)),
      defaultFontFamily: "DejaVu Sans",
      sansSerifFamily: "DejaVu Sans",
    },
  });
  return resvg.render().asPng();
}
