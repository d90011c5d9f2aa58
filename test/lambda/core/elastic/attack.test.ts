import { attackTechnique, threatOf } from "../../../../lambda/core/elastic/attack";
import { catalogue } from "../../../../lambda/core/rules";

test("every technique that a rule names is known", () => {
  const named = [...new Set(catalogue.flatMap(({ attack }) => attack))];
  expect(named.filter((id) => attackTechnique(id) === undefined)).toEqual([]);
  expect(named.length).toBeGreaterThan(2);
});

test("a sub-technique stands below its technique, with the pages of both", () => {
  expect(attackTechnique("T1496.003")).toEqual({
    tactic: {
      id: "TA0040",
      name: "Impact",
      reference: "https://attack.mitre.org/tactics/TA0040/",
    },
    technique: {
      id: "T1496",
      name: "Resource Hijacking",
      reference: "https://attack.mitre.org/techniques/T1496/",
    },
    subtechnique: {
      id: "T1496.003",
      name: "SMS Pumping",
      reference: "https://attack.mitre.org/techniques/T1496/003/",
    },
  });
});

test("a technique that is named twice stands once, an unknown one not at all", () => {
  const threat = threatOf(["T1496.003", "T9999", "T1526", "T1496.003"]);
  expect(threat.technique.id).toEqual(["T1496", "T1526"]);
  expect(threat.tactic.name).toEqual(["Impact", "Discovery"]);
});
