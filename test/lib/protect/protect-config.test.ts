import { deployConfig } from "../synth";

test("no country is locked unless some are allowed, and then others are blocked", () => {
  expect(deployConfig()).not.toHaveProperty("allowedCountries");
  expect(deployConfig().protectMode).toBe("block");
});

test.each([
  [[], "allowedCountries: got []; give at least one country, or leave the key out"],
  [["US", "US"], "give each country once"],
  [["UK"], 'allowedCountries.0: got "UK"; give GB if you mean that country'],
  [["germany"], 'allowedCountries.0: got "germany"; give DE if you mean that country'],
  [["US", "ZZ"], 'allowedCountries.1: got "ZZ"; give a country code of ISO 3166-1 alpha-2'],
  [[1], "allowedCountries.0: got 1; give a country code"],
  ["US", 'allowedCountries: got "US"; give a list of country codes'],
])("refuses %j as countries", (allowedCountries, problem) => {
  expect(() => deployConfig({ allowedCountries })).toThrow(problem);
});

test("refuses a mode that AWS or this project does not know", () => {
  expect(() => deployConfig({ protectMode: "filter" })).toThrow(
    'protectMode: got "filter"; give "block" or "monitor"',
  );
});
