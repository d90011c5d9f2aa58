import { learnedEmail } from "../../../../lambda/core/health/learned-email";
import type { LearnedClient } from "../../../../lambda/core/health/learned";

const PLACE = {
  account: "111122223333",
  region: "eu-west-1",
  dashboardUrl: "https://example.org/d",
};

const client = (name: string, known: Partial<LearnedClient> = {}): LearnedClient => ({
  target: `client:${name}`,
  requests: 7000,
  requestsPerDay: 1000,
  share: 0.8,
  isInvisible: false,
  oddities: [],
  ...known,
});

const email = (...clients: readonly LearnedClient[]) =>
  learnedEmail({ clients, days: 7, unread: 0 }, PLACE)!;

test("nothing is told where no client has asked for a code", () => {
  expect(learnedEmail({ clients: [], days: 1, unread: 0 }, PLACE)).toBeUndefined();
});

test("each client has its share and its volume, the largest first", () => {
  const { subject, body } = email(
    client("small", { requests: 150, requestsPerDay: 21.4, share: undefined }),
    client("large"),
  );
  expect(subject).toBe("SMS pumping detector: what was learned of your app clients (eu-west-1)");
  expect(body).toContain(
    "of account 111122223333, eu-west-1, in the last 7 days. Is this your traffic?",
  );
  expect(body).toContain(
    [
      "APP CLIENTS",
      "- large: 80 % confirmed of 7,000 requests, 1,000 a day",
      "- small: 150 requests, 21 a day; too few to tell a share",
    ].join("\n"),
  );
  expect(body).not.toContain("Why a share may be low");
});

test("the share that the rules compare with is told where it is another one", () => {
  const { subject, body } = email(client("days", { share: 0.5, usualShare: 0.7 }));
  expect(body).toContain("1,000 a day; the rules compare with 70 %\n");
  expect(subject).toContain("WARNING: 1 app client");
  expect(email(client("same", { share: 0.72, usualShare: 0.7 })).body).not.toContain(
    "compare with 7",
  );
});

test("below 60 % it warns, says why that may be and what to do", () => {
  const { subject, body } = email(client("good"), client("low", { share: 0.599 }));
  expect(subject).toBe(
    "SMS pumping detector: WARNING: 1 app client confirms under 60 % (eu-west-1)",
  );
  expect(body).toMatch(/^UNDER 60 % CONFIRMED\n- low: 60 % confirmed/m);
  expect(body).toContain("- An attack already ran when this was installed.");
  expect(body).toContain("1. See where the texts go");
  expect(body).toMatch(/^OTHERS\n- good/m);
  expect(email(client("good", { share: 0.6 })).body).not.toContain("UNDER");
});

test("clients whose confirmations cannot be seen are told as such, and are no warning", () => {
  const { subject, body } = email(client("backend", { share: 0.02, isInvisible: true }));
  expect(subject).toBe(
    "SMS pumping detector: 1 app client to look at in what was learned (eu-west-1)",
  );
  expect(body).toMatch(/^CONFIRMATIONS NOT SEEN\n- backend: 2 % confirmed/m);
  expect(body).toContain("judged by volume alone");
});

test("the key that revokes it is told, as it stands in the configuration", () => {
  const unseen = { share: 0.02, isInvisible: true };
  const { body } = email(
    client("a", unseen),
    client("x", { ...unseen, target: "pool:eu-west-1_Example" }),
    client("y", { ...unseen, target: "cognito" }),
    client("b"),
  );
  expect(body).toContain(
    '    "confirmationsVisible": ["a","eu-west-1_Example","111122223333"]\n  More: docs/tuning.md',
  );
  expect(email(client("b", { share: 0.3 })).body).not.toContain("confirmationsVisible");
});

test("what looks odd stands beside its client", () => {
  const { subject, body } = email(client("night", { oddities: ["It does not sleep."] }));
  expect(subject).toContain("1 app client to look at");
  expect(body).toContain("1,000 a day\n    ODD: It does not sleep.\n");
  expect(body).toContain("may be harmless");
});

test("pages that name no known client are told by their pool", () => {
  const { body } = email(client("x", { target: "pool:eu-west-1_Example" }));
  expect(body).toContain(
    "- user pool eu-west-1_Example, by pages that name no known app client: 80 %",
  );
});

test("calls that name neither client nor pool are told as such", () => {
  expect(email(client("x", { target: "cognito" })).body).toContain(
    "- calls with an access token, which name no app client: 80 %",
  );
});

test("however many clients there are, and whatever their names, it can be read", () => {
  const many = Array.from({ length: 90 }, (_, i) =>
    client(`client-${i}`, { share: 0.1 + i / 200, requests: 1000 + i }),
  );
  const { subject, body } = learnedEmail(
    { clients: [...many, client("a\nURGENT: http://evil.example/?\u202e")], days: 14, unread: 3 },
    { ...PLACE, region: "ap-southeast-3" },
  )!;
  expect(subject.length).toBeLessThan(100);
  expect(subject).toMatch(/^[\x20-\x7e]+$/);
  expect(body).not.toMatch(/^URGENT/m);
  expect(body).not.toContain("http://evil");
  expect(body).toContain("3 more app clients not looked at.");
  for (const line of body.split("\n")) expect(line.length).toBeLessThan(200);
  expect(body.split("\n").length).toBeLessThan(90);
});
