import { kibanaFiles } from "../../elastic/files";

test("a profile has one file for a licence with suppression and one for any", () => {
  expect(kibanaFiles().map(({ path }) => path)).toEqual([
    "elastic/versions.json",
    "elastic/findings.ndjson",
    "elastic/findings-basic.ndjson",
    "elastic/native.ndjson",
    "elastic/native-basic.ndjson",
  ]);
});
