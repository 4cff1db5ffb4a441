import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  barChart,
  dataTable,
  figureHtml,
  heatMap,
  histogram,
  html,
  lineChart,
  page,
  scatterChart,
  standaloneSvg,
  svgToPng,
  trustedHtml,
} from "./index.js";

describe("html", () => {
  it("shows any text as text, between tags and in attributes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { text: made } = html`<p title="${text}">${text}</p>`;
        expect(made.match(/</gu)).toHaveLength(2);
        expect(made.match(/>/gu)).toHaveLength(2);
        expect(made.match(/"/gu)).toHaveLength(2);
      }),
    );
  });

  it("takes markup and lists as they are, and leaves nothing out but nothing", () => {
    expect(html`<ul>${[1, "<", html`<b>${"&"}</b>`]}${undefined}${false}${null}</ul>`.text).toBe(
      "<ul>1&lt;<b>&amp;</b></ul>",
    );
  });

  it("refuses values in unquoted attributes, scripts and styles, and links that run scripts", () => {
    expect(() => html`<p class=${"a"}></p>`).toThrow("without quotes");
    expect(() => html`<script>${"a"}</script>`).toThrow("script or a style");
    expect(html`<a href="${"javascript:alert(1)"}">x</a>`.text).toBe('<a href="#">x</a>');
    expect(html`<a href="${"seed-1/report.html"}">x = ${2}</a>`.text).toContain("seed-1/report.html");
  });
});

describe("a page", () => {
  const made = page({
    title: "a <b>",
    sections: [{ id: "one", title: "One", body: html`<p>x</p>`, parts: [{ id: "two", title: "Two", body: html`` }] }],
    data: { own: { text: "</script><script>alert(1)</script><!--" } },
    behaviours: [() => undefined],
  });

  it("embeds data that no parser takes for markup, and reads it back", () => {
    const json = /<script type="application\/json" id="data-own">(.*)<\/script>/u.exec(made)?.[1] ?? "";
    expect(json).not.toContain("<");
    expect(JSON.parse(json)).toEqual({ text: "</script><script>alert(1)</script><!--" });
  });

  it("names every script in its policy, lists its sections, and asks for nothing", () => {
    expect(made.match(/<script>/gu)).toHaveLength(3);
    expect(made.match(/'sha256-/gu)).toHaveLength(3);
    expect(made).toContain("<title>a &lt;b&gt;</title>");
    expect(made).toContain('<a href="#two">Two</a>');
    expect(made).not.toMatch(/\b(?:src|href)="(?!#)/u);
  });
});

describe("charts", () => {
  const line = () =>
    lineChart({
      id: "loss",
      title: "Loss",
      x: { name: "epoch" },
      y: { name: "loss", unit: "nats" },
      series: [
        {
          name: "train <1>",
          points: [
            [1, 2],
            [2, 1],
          ],
          band: [
            [1, 1, 3],
            [2, 0.5, 1.5],
          ],
        },
      ],
      guides: [{ x: 2, label: "best epoch" }],
    });

  it("draw the same text every time, with what they show in words", () => {
    expect(line().svg(600)).toBe(line().svg(600));
    expect(line().svg(600)).toContain('role="img" aria-label="Loss"');
    expect(line().svg(600)).toContain("loss (nats)");
    expect(standaloneSvg(line())).toContain("<title>Loss</title>");
  });

  it("follow the page's colours, for wide and narrow screens, with their numbers beneath", () => {
    const table = {
      caption: "numbers",
      columns: [{ header: "a" }, { header: "b", numeric: true }],
      rows: [["x", 0.25]],
    } as const;
    const { text } = figureHtml({ ...line(), table });
    expect(text).toContain("var(--series1)");
    expect(text).not.toContain("#0072b2");
    expect(text.match(/<svg/gu)).toHaveLength(2);
    expect(text).toContain("0.2500");
  });

  it("escape names of users", () => {
    const name = "<script>alert(1)</script>";
    const figures = [
      barChart({ id: "a", title: name, categories: [name], value: { name }, series: [{ name, values: [1] }] }),
      scatterChart({
        id: "b",
        title: name,
        x: { name },
        y: { name },
        groups: [{ name, points: [{ x: 1, y: 1, label: name }] }],
      }),
      heatMap({ id: "c", title: name, rows: [name], columns: [name], values: [[1]] }),
      histogram({
        id: "d",
        title: name,
        bounds: [0, 1, 2],
        value: { name },
        count: { name },
        series: [{ name, counts: [1, 2] }],
      }),
    ];
    for (const figure of figures) expect(`${figureHtml(figure).text}${standaloneSvg(figure)}`).not.toContain("<script");
  });

  it("of very many cells draw each colour once, and cover every cell", () => {
    const names = Array.from({ length: 40 }, (_, i) => `${i}`);
    // Half the cells of a chessboard, which has no two of a colour side by side; one is missing.
    const values = names.map((_, y) => names.map((_name, x) => (x + y === 0 ? undefined : (x + y) % 2)));
    const svg = standaloneSvg(heatMap({ id: "many", title: "many", rows: names, columns: names, values }));
    const paths = [...svg.matchAll(/<path d="([^"]*)"/gu)].map(([, d = ""]) => d.split("M").length - 1);
    expect(paths.toSorted((a, b) => b - a).slice(0, 2)).toEqual([800, 799]);
  });

  it("become pictures with words in them", () => {
    const png = svgToPng(standaloneSvg(line()), { width: 400 });
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(png.readUInt32BE(16)).toBe(400);
    const bare = svgToPng(standaloneSvg(line()).replace(/<text[\s\S]*?<\/text>/gu, ""), { width: 400 });
    expect(png.length).toBeGreaterThan(bare.length * 1.2);
  });
});

describe("a table", () => {
  it("sorts by the value and shows it as told", () => {
    const { text } = dataTable({
      caption: "c",
      columns: [{ header: "name" }, { header: "share", numeric: true }],
      rows: [
        ["a", { show: trustedHtml("<b>50 %</b>"), sort: 0.5 }],
        ["b", undefined],
        ["c", 12345],
      ],
    });
    expect(text).toContain('data-sort="0.5"><b>50 %</b>');
    expect(text).toContain(">–</td>");
    expect(text).toContain(">12,345</td>");
  });
});
