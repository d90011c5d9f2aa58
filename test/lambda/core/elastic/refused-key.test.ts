import { isSecurityRefusal, keyFaultIn } from "../../../../lambda/core/elastic/refused-key";

const refused = (told?: unknown, type = "security_exception"): string =>
  JSON.stringify({
    error: { type, reason: "no", additional_unsuccessful_credentials: told },
    status: 401,
  });

test.each([
  ["API key: api key [x] has been invalidated", "revoked"],
  ["API key: api key is expired", "expired"],
  ["API key: unable to find apikey with id x", "unknown"],
  ["API key: invalid credentials for API key [x]", "wrong-secret"],
  ["oauth2 token: token expired", undefined],
  [undefined, undefined],
])("%s means %s", (told, fault) => {
  expect(keyFaultIn(refused(told))).toBe(fault);
  expect(keyFaultIn(refused([told]))).toBe(fault);
});

test("nothing is read from what is no answer of Elasticsearch's", () => {
  expect(keyFaultIn("<html>has been invalidated</html>")).toBeUndefined();
});

test.each([
  [401, refused(), true],
  [403, refused(), true],
  [400, refused(), false],
  [403, refused(undefined, "cluster_block_exception"), false],
  [403, "<html></html>", false],
])("%d with %s is a refusal of the key: %s", (status, text, is) => {
  expect(isSecurityRefusal(status, text)).toBe(is);
});
