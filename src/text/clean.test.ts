import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCleaner } from "./clean.js";
import { type CleaningConfig, cleaningConfig } from "./config.js";

const clean = (switches: Partial<CleaningConfig>, text: string) => createCleaner(cleaningConfig.parse(switches))(text);

describe("createCleaner", () => {
  it.each<[Partial<CleaningConfig>, string, string]>([
    [{}, "  Two \n\t words ", "Two words"],
    [{ whitespace: false }, " a\n", " a\n"],
    [{ unicode: "NFKC" }, "ﬁne ①", "fine 1"],
    [{ unicode: "NFC" }, "cafe\u0301", "café"],
    [{ html: true }, "<p class='x'>Fish &amp; chips<br/>now</p>", "Fish & chips now"],
    [{ html: true }, "a<!-- b --> <script>var x = '<p>';</script>c<style>p{}</style> d", "a c d"],
    [{ html: true }, "a < b and c > d, <ann@example.org> &lt;b&gt;", "a < b and c > d, <ann@example.org> <b>"],
    [{ html: true }, "kept <!-- never closed <p>", "kept"],
    [{ urls: true }, "see http://a.org/b?c=d. or (www.e.net), ftp://f.g now", "see . or ( ), now"],
    [{ emails: true }, "mail ann.b+c@lib.example.org, or @ann", "mail , or @ann"],
    [{ mentions: true }, "@ann and ann@lib.example.org: hi @bob_2!", "and ann@lib.example.org: hi !"],
    [{ lowercase: true }, "MiXed ÀB", "mixed àb"],
    [{ accents: true }, "Crème Brûlée, Ångström 한국어", "Creme Brulee, Angstrom 한국어"],
    [{ digits: true }, "in 1994, ٣ of h2o", "in , of h o"],
    [{ punctuation: true }, "state-of-the-art: don't! ($5) “so”", "state of the art dont 5 so"],
    [{ stop_words: true }, "The library and THE scroll", "library scroll"],
    [{ stop_words: true, punctuation: true }, "They don’t read scrolls", "read scrolls"],
    [{ stop_words: "de" }, "der alte und neue Turm", "alte Turm"],
    [{ stop_words: ["Scroll"] }, "a scroll, scrolls", "a , scrolls"],
    [{ stop_words: false }, "the", "the"],
  ])("%o turns %j into %j", (switches, text, expected) => {
    expect(clean(switches, text)).toBe(expected);
  });

  it("refuses a language without stop words", () => {
    expect(() => clean({ stop_words: "xx" }, "")).toThrow(/\[CONFIG_INVALID\] text\.clean\.stop_words: .*"xx"/u);
    expect(() => clean({ stop_words: "constructor" }, "")).toThrow("CONFIG_INVALID");
  });

  it("is done after one pass, for switches whose result holds nothing that they drop", () => {
    const switches: Partial<CleaningConfig>[] = [
      { unicode: "NFKD" },
      { accents: true },
      { digits: true },
      { punctuation: true },
      { stop_words: true },
      { mentions: true, lowercase: true, digits: true, punctuation: true },
    ];
    fc.assert(
      fc.property(fc.constantFrom(...switches), fc.string({ unit: "binary", maxLength: 40 }), (chosen, text) => {
        const once = clean(chosen, text);
        expect(clean(chosen, once)).toBe(once);
      }),
    );
  });

  it("stays fast on endless runs", () => {
    const all = { html: true, urls: true, emails: true, mentions: true, stop_words: true, punctuation: true } as const;
    const hostile = ["<!--", "<script ", "<a", "a", "a.", "http://", "@", "a@", "'", "&"].map((unit) =>
      unit.repeat(50_000),
    );
    const start = performance.now();
    for (const text of hostile) clean(all, text);
    // Quadratic matching takes minutes here; linear about 0.2 s.
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
