import { departures } from "../posture";
import { templateMutants, type MutantKind } from "./template-mutants";
import { wholeTemplates } from "./whole-templates";

describe.each(wholeTemplates)("$name", ({ resources, posture }) => {
  test.each<MutantKind>(["IAM", "encryption", "dead letters", "removal"])(
    "no change of its %s goes unnoticed",
    (kind) => {
      const mutants = templateMutants(resources)[kind];
      const isNone = kind === "dead letters" && Object.keys(posture.deadLetters).length === 0;
      expect(mutants.length > 0).toBe(!isNone);
      const survivors = mutants.filter(({ mutant }) => departures(mutant(), posture).length === 0);
      expect(survivors.map(({ change }) => change)).toEqual([]);
    },
  );
});
