import { everyForm, nextVersions } from "../../elastic/next-versions";
import { unversionedRules } from "../../elastic/profiles";
import { STORED_VERSIONS, versioned } from "../../elastic/versions";

const forms = everyForm();
const [first, ...rest] = forms;
const ID = first![0].slug;
const known = STORED_VERSIONS[ID]!;

test("a rule whose content changed has a higher version than the one on record", () => {
  expect(nextVersions(STORED_VERSIONS)).toEqual(STORED_VERSIONS);
});

test.each([
  ["the form with suppression", [{ ...first![0], max_signals: 7 }, first![1]] as const],
  ["the form without", [first![0], { ...first![1], query: "other" }] as const],
])("a change of %s raises the version by one", (_, changed) => {
  const next = nextVersions(STORED_VERSIONS, [changed, ...rest]);
  expect(next[ID]!.version).toBe(known.version + 1);
  expect(next[ID]!.hash).not.toBe(known.hash);
  const others = Object.keys(next).filter((id) => id !== ID);
  for (const id of others) expect(next[id]).toEqual(STORED_VERSIONS[id]);
});

test("a new rule begins with version 1", () => {
  expect(nextVersions({})[ID]).toEqual({ version: 1, hash: known.hash });
});

test("refuses a rule that has no version", () => {
  const [unversioned] = unversionedRules("findings", { isSuppressionLicensed: true });
  expect(() => versioned(unversioned!, {})).toThrow("run npm run generate");
});
