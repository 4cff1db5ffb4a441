/// <reference lib="dom" />
import type { PageData, ViewData } from "../page-data.js";

/**
 * Thresholds that recompute precision, recall and F1 while they move. Runs in the browser; uses nothing outside of itself.
 */
export function moveThresholds(): void {
  const data = JSON.parse(document.getElementById("data-report")?.textContent ?? "null") as PageData | null;
  if (data === null) return;
  type Counts = { right: number; predicted: number; support: number };

  const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);
  const scoresOf = ({ right, predicted, support }: Counts) => ({
    precision: ratio(right, predicted),
    recall: ratio(right, support),
    f1: ratio(2 * right, predicted + support),
  });
  const mean = (list: readonly number[]): number =>
    ratio(
      list.reduce((sum, one) => sum + one, 0),
      list.length,
    );
  const put = (root: Element, name: string, text: string): void => {
    const cell = root.querySelector(`[data-figure="${name}"]`);
    if (cell) cell.textContent = text;
  };
  /** The scores of each label over all texts, as whole numbers. */
  const columns = (view: ViewData): Uint16Array[] => {
    const [width, count] = [view.labels.length, view.gold.length];
    const lists = view.labels.map(() => new Uint16Array(count));
    if (view.scores !== undefined) {
      const bytes = atob(view.scores);
      for (let place = 0; place < width * count; place++) {
        const value = bytes.charCodeAt(2 * place) | (bytes.charCodeAt(2 * place + 1) << 8);
        (lists[place % width] as Uint16Array)[Math.floor(place / width)] = value;
      }
    }
    for (const [row, top] of (view.top ?? []).entries()) {
      for (let i = 0; i < top.length; i += 2) (lists[top[i] as number] as Uint16Array)[row] = top[i + 1] as number;
    }
    return lists;
  };

  const setSliders = (root: HTMLElement, view: ViewData): void => {
    const scores = columns(view);
    const held = view.labels.map(() => new Uint8Array(view.gold.length));
    for (const [row, ids] of view.gold.entries()) for (const id of ids) (held[id] as Uint8Array)[row] = 1;
    const countAt = (id: number, threshold: number): Counts => {
      const [own, truth] = [scores[id] as Uint16Array, held[id] as Uint8Array];
      const least = Math.ceil(threshold * 65535 - 0.5);
      const counts = { right: 0, predicted: 0, support: 0 };
      for (let row = 0; row < own.length; row++) {
        const has = truth[row] as number;
        counts.support += has;
        if ((own[row] as number) < least || (threshold > 0 && own[row] === 0)) continue;
        counts.predicted++;
        counts.right += has;
      }
      return counts;
    };
    const rows = [...root.querySelectorAll<HTMLTableRowElement>("tr[data-label]")];
    const all = root.querySelector<HTMLInputElement>("[data-all]");
    const told = root.querySelector("[data-told]");
    const counts = new Map<number, Counts>();
    const summarize = (): void => {
      const list = [...counts.values()];
      const sum = (of: keyof Counts): number => list.reduce((total, one) => total + one[of], 0);
      const micro = scoresOf({ right: sum("right"), predicted: sum("predicted"), support: sum("support") });
      const each = list.map(scoresOf);
      const macro = (of: "precision" | "recall" | "f1"): string => mean(each.map((one) => one[of])).toFixed(3);
      if (told === null) return;
      told.textContent =
        `Micro: precision ${micro.precision.toFixed(3)}, recall ${micro.recall.toFixed(3)}, F1 ${micro.f1.toFixed(3)}. ` +
        `Macro: precision ${macro("precision")}, recall ${macro("recall")}, F1 ${macro("f1")}.`;
    };
    const update = (row: HTMLTableRowElement): void => {
      const input = row.querySelector("input");
      const output = row.querySelector("output");
      if (input === null) return;
      const id = Number(row.dataset.label);
      const own = countAt(id, Number(input.value));
      counts.set(id, own);
      if (output) output.textContent = Number(input.value).toFixed(3);
      for (const [name, value] of Object.entries(scoresOf(own))) put(row, name, value.toFixed(3));
      put(row, "predicted", String(own.predicted));
    };
    const start = (): void => {
      for (const row of rows) {
        const input = row.querySelector("input");
        if (input) input.value = input.dataset.start ?? "0.5";
        update(row);
      }
      const shown = new Set(rows.map((row) => Number(row.dataset.label)));
      view.labels.forEach((_, id) => {
        if (!shown.has(id)) counts.set(id, countAt(id, Number(all?.value ?? 0.5)));
      });
      summarize();
    };
    for (const row of rows) {
      row.querySelector("input")?.addEventListener("input", () => {
        update(row);
        summarize();
      });
    }
    all?.addEventListener("input", () => {
      const output = root.querySelector("[data-all-told]");
      if (output) output.textContent = Number(all.value).toFixed(3);
      for (const row of rows) {
        const input = row.querySelector("input");
        if (input) input.value = all.value;
        update(row);
      }
      view.labels.forEach((_, id) => {
        if (!rows.some((row) => Number(row.dataset.label) === id)) counts.set(id, countAt(id, Number(all.value)));
      });
      summarize();
    });
    root.querySelector("[data-reset]")?.addEventListener("click", start);
    start();
  };

  const confidenceSlider = (root: HTMLElement, view: ViewData): void => {
    const input = root.querySelector<HTMLInputElement>("input[type=range]");
    const output = root.querySelector("output");
    const told = root.querySelector("[data-told]");
    const reached = view.gold.map((ids, row) => (ids.length > 0 ? row : -1)).filter((row) => row >= 0);
    const update = (): void => {
      const least = Number(input?.value ?? 0) * 1000;
      const counts = view.labels.map(() => ({ right: 0, predicted: 0, support: 0 }));
      let [answered, right] = [0, 0];
      for (const row of reached) {
        const [gold, predicted] = [view.gold[row]?.[0] ?? -1, view.predicted[row]?.[0] ?? -1];
        if (counts[gold]) counts[gold].support++;
        if ((view.sure[row] as number) < least) continue;
        answered++;
        if (counts[predicted]) counts[predicted].predicted++;
        if (gold !== predicted) continue;
        right++;
        if (counts[gold]) counts[gold].right++;
      }
      const each = counts.filter(({ support, predicted }) => support + predicted > 0).map(scoresOf);
      const coverage = ratio(answered, reached.length);
      put(
        root,
        "texts answered",
        `${answered.toLocaleString("en")} of ${reached.length.toLocaleString("en")} (${(100 * coverage).toFixed(1)} %)`,
      );
      put(root, "accuracy of answers", answered === 0 ? "–" : ratio(right, answered).toFixed(3));
      put(root, "macro precision", mean(each.map(({ precision }) => precision)).toFixed(3));
      put(root, "macro recall", mean(each.map(({ recall }) => recall)).toFixed(3));
      put(root, "macro F1", mean(each.map(({ f1 }) => f1)).toFixed(3));
      put(root, "micro F1", ratio(2 * right, answered + reached.length).toFixed(3));
      if (output) output.textContent = Number(input?.value ?? 0).toFixed(3);
      if (told)
        told.textContent = `${(100 * coverage).toFixed(1)} % of texts get an answer; ${(100 * ratio(right, answered)).toFixed(1)} % of the answers are right.`;
    };
    input?.addEventListener("input", update);
    update();
  };

  for (const root of document.querySelectorAll<HTMLElement>("[data-sliders]")) {
    const view = data.views[Number(root.dataset.sliders)];
    if (view) setSliders(root, view);
  }
  for (const root of document.querySelectorAll<HTMLElement>("[data-confidence]")) {
    const view = data.views[Number(root.dataset.confidence)];
    if (view) confidenceSlider(root, view);
  }
}
