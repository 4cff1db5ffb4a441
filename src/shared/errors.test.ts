import { describe, expect, it } from "vitest";
import { ERRORS, EXIT, InternalError, invariant, PinakesError, present } from "./index.js";

describe("PinakesError", () => {
  it("says the code, the place, what happened and what to type next", () => {
    const cause = new Error("inner");
    const error = new PinakesError("DATA_ROWS", {
      where: "train.csv:412",
      message: "found 2 columns, expected 3",
      fix: "close the quote that opens in line 411.",
      cause,
    });
    expect(error.message).toBe(
      "[DATA_ROWS] train.csv:412: found 2 columns, expected 3\n  fix: close the quote that opens in line 411.",
    );
    expect(error).toMatchObject({ name: "PinakesError", code: "DATA_ROWS", where: "train.csv:412", cause });
    expect(error.exitCode).toBe(EXIT.data);
  });

  it("leaves the place out where there is none", () => {
    const error = new PinakesError("CLI_USAGE", { message: "no command given", fix: "run pinakes --help." });
    expect(error.message).toBe("[CLI_USAGE] no command given\n  fix: run pinakes --help.");
    expect(error.where).toBeUndefined();
  });
});

describe("the catalogue", () => {
  it("has codes in capitals, whole sentences, and a non-zero exit code each", () => {
    for (const [code, entry] of Object.entries(ERRORS)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(entry.summary).toMatch(/^[A-Z].*\.$/);
      expect(Object.values(EXIT)).toContain(entry.exitCode);
      expect(entry.exitCode).not.toBe(EXIT.ok);
    }
  });

  it("gives each kind of end its own exit code", () => {
    const codes = Object.values(EXIT);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe("faults of Pinakes itself", () => {
  it("are told apart from errors of its user", () => {
    const error = new InternalError("the list is empty");
    expect(error).not.toBeInstanceOf(PinakesError);
    expect(error.message).toMatch(/^Pinakes has a fault: the list is empty\n {2}fix: please report it/);
  });

  it("invariant throws unless the condition holds", () => {
    expect(() => invariant(true, "unused")).not.toThrow();
    expect(() => invariant(0, "zero")).toThrow(InternalError);
  });

  it("present lets through all but null and undefined", () => {
    expect([present(0, "zero"), present("", "text"), present(false, "flag")]).toEqual([0, "", false]);
    expect(() => present(undefined, "the row")).toThrow("the row is missing");
    expect(() => present(null, "the row")).toThrow(InternalError);
  });
});
