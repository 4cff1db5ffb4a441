import { capital, type Html, html } from "../../page/index.js";
import type { Exploration } from "../exploration.js";

/** What was found, the gravest first, each with what to do. */
export function findingsSection({ findings }: Exploration): Html {
  if (findings.length === 0) return html`<p>Nothing to remark.</p>`;
  const items = findings.map(({ level, message, fix, places }) => {
    const where =
      places.length > 0 &&
      html`<details><summary>Where</summary><ul>${places.map((place) => html`<li>${place}</li>`)}</ul></details>`;
    const text = capital(message);
    return html`<li class="finding ${level}"><strong class="level">${level}</strong> ${text}
${fix !== undefined && html`<br><span class="fix">What to do: ${fix}</span>`}${where}</li>`;
  });
  return html`<ul class="findings">${items}</ul>`;
}
