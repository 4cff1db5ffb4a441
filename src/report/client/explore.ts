/// <reference lib="dom" />
import type { PageData } from "../page-data.js";

/**
 * Texts of a cell of the matrix, orders of the matrix, and curves of a chosen label. Runs in the browser; uses nothing
 * outside of itself.
 */
export function exploreReport(): void {
  const data = JSON.parse(document.getElementById("data-report")?.textContent ?? "null") as PageData | null;
  if (data === null) return;
  const most = 100;

  const add = (parent: Element, tag: string, text: string, className = ""): HTMLElement => {
    const element = document.createElement(tag);
    element.textContent = text;
    element.className = className;
    parent.append(element);
    return element;
  };
  const drill = (button: HTMLButtonElement): void => {
    const index = Number(button.dataset.view);
    const view = data.views[index];
    const place = document.querySelector<HTMLElement>(`[data-drill="${index}"]`);
    if (view === undefined || place === null) return;
    const gold = view.labels.indexOf(button.dataset.gold ?? "");
    const predicted = view.labels.indexOf(button.dataset.predicted ?? "");
    const rows: number[] = [];
    for (let row = 0; row < view.gold.length; row++) {
      if (view.gold[row]?.includes(gold) && view.predicted[row]?.includes(predicted)) rows.push(row);
    }
    rows.sort((a, b) => (view.sure[b] ?? 0) - (view.sure[a] ?? 0));
    place.replaceChildren();
    const title = `${rows.length} ${rows.length === 1 ? "text" : "texts"}: ${button.dataset.gold}, predicted ${button.dataset.predicted}`;
    add(place, "h4", title);
    if (rows.length > most) add(place, "p", `The surest ${most} are shown.`, "muted");
    const list = add(place, "ol", "", "drilled");
    for (const row of rows.slice(0, most)) {
      const [id = "", text = ""] = data.texts[row] ?? [];
      const item = add(list, "li", "");
      add(item, "span", `${id} · confidence ${((view.sure[row] ?? 0) / 1000).toFixed(3)}`, "muted small");
      add(item, "p", text, "excerpt");
    }
    const close = add(place, "button", "Close") as HTMLButtonElement;
    close.type = "button";
    close.addEventListener("click", () => {
      place.replaceChildren();
      button.focus();
    });
    place.focus();
    place.scrollIntoView({ block: "nearest" });
  };
  const reorder = (select: HTMLSelectElement): void => {
    const table = select.closest("section")?.querySelector<HTMLTableElement>("table.matrix");
    const body = table?.tBodies[0];
    const head = table?.tHead?.rows[0];
    if (body === undefined || head === undefined) return;
    const order = select.value.split(" ");
    const sortRow = (row: HTMLTableRowElement): void => {
      const cells = new Map([...row.cells].map((cell) => [cell.dataset.id, cell]));
      for (const id of order) {
        const cell = cells.get(id);
        if (cell) row.append(cell);
      }
    };
    const rows = new Map([...body.rows].map((row) => [row.dataset.id, row]));
    sortRow(head);
    for (const id of order) {
      const row = rows.get(id);
      if (row === undefined) continue;
      sortRow(row);
      body.append(row);
    }
  };
  const drawCurve = (select: HTMLSelectElement): void => {
    const index = Number(select.dataset.curve);
    const curve = select.value === "" ? undefined : data.curves[index]?.[Number(select.value)];
    const told = document.querySelector(`[data-curve-told="${index}"]`);
    if (told) told.textContent = curve === undefined ? "" : `average precision ${curve.ap.toFixed(3)}`;
    const figures = document.querySelectorAll(`[data-curves="${index}"] figure`);
    for (const [place, figure] of [...figures].entries()) {
      const points = place === 0 ? curve?.pr : curve?.roc;
      for (const svg of figure.querySelectorAll("svg")) {
        svg.querySelector(".chosen")?.remove();
        if (points === undefined) continue;
        const [, , width = 0, height = 0] = (svg.getAttribute("viewBox") ?? "").split(" ").map(Number);
        const { left, right, bottom, height: plot } = data.plot;
        const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
        const at = points.flatMap((value, i) =>
          i % 2 === 1
            ? []
            : [`${left + value * (width - left - right)},${height - bottom - (points[i + 1] ?? 0) * plot}`],
        );
        line.setAttribute("points", at.join(" "));
        line.setAttribute("class", "chosen");
        svg.append(line);
      }
    }
  };
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-gold]");
    if (button) drill(button);
  });
  for (const select of document.querySelectorAll<HTMLSelectElement>("select[data-order]")) {
    select.addEventListener("change", () => reorder(select));
  }
  for (const select of document.querySelectorAll<HTMLSelectElement>("select[data-curve]")) {
    select.addEventListener("change", () => drawCurve(select));
  }
}
