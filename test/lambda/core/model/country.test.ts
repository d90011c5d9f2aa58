import {
  COUNTRIES,
  countryName,
  isCountry,
  meantCountry,
} from "../../../../lambda/core/model/country";

test("are the 249 of ISO 3166-1 and Kosovo, each with a name", () => {
  expect(COUNTRIES.size).toBe(250);
  for (const code of COUNTRIES) {
    expect(code).toMatch(/^[A-Z]{2}$/);
    expect(countryName(code)).not.toBe(code);
  }
  expect(countryName("UZ")).toBe("Uzbekistan");
  expect(countryName("ZZ")).toBe("ZZ");
});

test.each(["UK", "us", "EU", "ZZ", "USA", ""])("%j is none", (text) => {
  expect(isCountry(text)).toBe(false);
});

test.each([
  ["UK", "GB"],
  ["us", "US"],
  [" Germany ", "DE"],
  ["el", "GR"],
  ["Atlantis", undefined],
])("%j means %s", (text, code) => {
  expect(meantCountry(text)).toBe(code);
});
