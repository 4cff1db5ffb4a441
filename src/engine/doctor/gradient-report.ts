import { checkOp, opSamples } from "../op-samples.js";
import type { OpName } from "../ops/op-set.js";
import { type ClosedFormOp, compareWithClosedForm, hasClosedForm } from "./closed-form.js";

/** Above this an analytic gradient is at fault: central differences in float64 at 1e-5 are good to about 1e-9. */
const LARGEST_ERROR_OF_DIFFERENCES = 1e-6;

/** Above this a float32 gradient is at fault: a few roundings, and the runtime's own erf and exp. */
const LARGEST_ERROR_OF_CLOSED_FORM = 1e-5;

/** The gradient of one op beside what it must be. */
export interface OpGradientReport {
  readonly op: OpName;
  /** True for an op that is skipped. */
  readonly ok: boolean;
  /** Finite differences in float64; a formula in float32 where the runtime has no float64. */
  readonly method?: "differences" | "closed_form";
  /** ‖gradient − expected‖ ÷ ‖expected‖, the largest over the operands. */
  readonly relative_error?: number;
  /** Elements that were compared. */
  readonly elements?: number;
  /** Why there is nothing to check. */
  readonly skipped?: string;
  /** What the runtime said where it could not do it. */
  readonly problem?: string;
}

/** Checks the gradient of every op on this machine, through ONNX Runtime. */
export async function checkAllGradients(): Promise<OpGradientReport[]> {
  const reports: OpGradientReport[] = [];
  for (const op of Object.keys(opSamples) as OpName[]) reports.push(await checkGradient(op));
  return reports;
}

async function checkGradient(op: OpName): Promise<OpGradientReport> {
  try {
    const byFormula = typeof opSamples[op] === "string" && hasClosedForm(op);
    return { op, ...(byFormula ? await byClosedForm(op) : await byDifferences(op)) };
  } catch (error) {
    return { op, ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

async function byDifferences(op: OpName): Promise<Omit<OpGradientReport, "op">> {
  const { skipped, checks } = await checkOp(op);
  if (skipped !== undefined) return { ok: true, skipped };
  return {
    // Written so that NaN is a failure.
    ok: checks.every(({ relativeError, outside }) => relativeError <= LARGEST_ERROR_OF_DIFFERENCES && outside === 0),
    method: "differences",
    relative_error: Math.max(...checks.map(({ relativeError }) => relativeError)),
    elements: checks.reduce((sum, { checked }) => sum + checked, 0),
  };
}

async function byClosedForm(op: ClosedFormOp): Promise<Omit<OpGradientReport, "op">> {
  const { relativeError, checked } = await compareWithClosedForm(op);
  const ok = relativeError <= LARGEST_ERROR_OF_CLOSED_FORM;
  return { ok, method: "closed_form", relative_error: relativeError, elements: checked };
}
