import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deployedBy } from "../../../bin/doctor/run";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "smspump-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function fileOf(config: object): string {
  const file = join(folder, "smspump.json");
  writeFileSync(file, JSON.stringify(config));
  return file;
}

test("the Regions and countries of a deployment's file are looked at", () => {
  const file = fileOf({ spendRegions: ["eu-west-1"], allowedCountries: ["DE"] });
  expect(deployedBy(file)).toEqual({
    countries: { countries: ["DE"], mode: "block" },
    regions: ["eu-west-1"],
  });
});

test("Regions that are not such are refused with their key", () => {
  expect(() => deployedBy(fileOf({ spendRegions: ["moon"] }))).toThrow("spendRegions");
});

test("without a file there are none", () => {
  expect(deployedBy(undefined)).toEqual({ countries: undefined, regions: [] });
});
