import type { JsonObject } from "../../../../lambda/core/sources/records/json";
import { NIGHT, trips } from "../../../support/incidents";
import { webRequest, type WebRequest } from "../../../support/records";

const RULE = "otp-send-burst";
const WINDOW = 300_000;

const requests = (count: number, within: number, request: WebRequest = {}): readonly JsonObject[] =>
  Array.from({ length: count }, (_, i) =>
    webRequest({ at: NIGHT + Math.floor((i * within) / (count - 1)), ...request }),
  );

test("twenty requests within exactly 300.000 s fire", async () => {
  expect(await trips(RULE, requests(20, WINDOW))).toMatchObject([
    { entity: { type: "ip", value: "203.0.113.7" }, target: "web", count: 20, paid: 0 },
  ]);
});

const verified = (count: number, at: number, known: WebRequest = {}): readonly JsonObject[] =>
  Array.from({ length: count }, (_, i) =>
    webRequest({ at: at + i, path: "/api/auth/verify-otp", ...known }),
  );

test("sixty within fifteen seconds fire as soon as they are twenty", async () => {
  const [finding] = await trips(RULE, requests(60, 15_000));
  expect(finding).toMatchObject({ count: 60 });
  expect(finding!.openedAt).toBeLessThan(NIGHT + 6000);
});

test("people behind one address who type their codes in are quiet", async () => {
  const crowd = requests(120, WINDOW);
  expect(await trips(RULE, [...crowd, ...verified(100, NIGHT + 60_000)])).toEqual([]);
  expect(await trips(RULE, [...crowd, ...verified(10, NIGHT + 60_000)])).toHaveLength(1);
});

const typedInto = async (known: WebRequest) =>
  trips(RULE, [...requests(120, WINDOW), ...verified(100, NIGHT + 60_000, known)]);

test.each([301, 307, 308, 400, 429, 500])(
  "a code answered by %i confirms nothing",
  async (status) => {
    expect(await typedInto({ status })).toHaveLength(1);
  },
);

test("nor does one of a firewall's log, which does not tell the answer", async () => {
  expect(await typedInto({ integration: "waf" })).toHaveLength(1);
});

test.each([200, 204, 302, 303])("a code answered by %i confirms", async (status) => {
  expect(await typedInto({ status })).toEqual([]);
});

test("verifyPaths says where codes are typed in", async () => {
  const settings = { verifyPaths: ["*/eingabe"] };
  const typed = Array.from({ length: 100 }, (_, i) =>
    webRequest({ at: NIGHT + 60_000 + i, path: "/eingabe" }),
  );
  const crowd = requests(120, WINDOW);
  expect(await trips(RULE, [...crowd, ...typed], settings)).toEqual([]);
  expect(await trips(RULE, [...crowd, ...typed])).toHaveLength(1);
});

test("nineteen, or twenty within 300.001 s, do not", async () => {
  expect(await trips(RULE, requests(19, WINDOW))).toEqual([]);
  expect(await trips(RULE, requests(20, WINDOW + 1))).toEqual([]);
});

test.each(["POST", "PUT", "PATCH"])("%s counts", async (method) => {
  expect(await trips(RULE, requests(20, WINDOW, { method }))).toHaveLength(1);
});

test.each(["GET", "HEAD", "OPTIONS", "post"])("%s does not", async (method) => {
  expect(await trips(RULE, requests(40, WINDOW, { method }))).toEqual([]);
});

test.each([200, 201, 202, 204, 302, 307, 400, 422, 429])("status %i counts", async (status) => {
  expect(await trips(RULE, requests(20, WINDOW, { status }))).toHaveLength(1);
});

test.each([199, 401, 403, 404, 500, 503])("status %i does not", async (status) => {
  expect(await trips(RULE, requests(40, WINDOW, { status }))).toEqual([]);
});

test("a firewall's log without a status counts", async () => {
  expect(await trips(RULE, requests(20, WINDOW, { integration: "waf" }))).toHaveLength(1);
});

test.each([
  "/api/auth/send-otp",
  "/v2/SEND_CODE",
  "/auth/forgot-password",
  "/api/resend",
  "/phone/verification/start",
  "/2fa/send?via=sms",
])("%s sends a code", async (path) => {
  expect(await trips(RULE, requests(20, WINDOW, { path }))).toHaveLength(1);
});

test.each(["/api/auth/verify-otp", "/confirm", "/mobile/api/feed", "/login", "/blog/otp"])(
  "%s does not",
  async (path) => {
    expect(await trips(RULE, requests(40, WINDOW, { path }))).toEqual([]);
  },
);

test("the evidence names the path, without what may be a number, a person or a token", async () => {
  const pathsOf = async (path: string): Promise<readonly string[]> => {
    const [finding] = await trips(RULE, requests(20, WINDOW, { path }));
    return finding!.evidence.calls.map(({ action }) => action);
  };
  expect(await pathsOf("/api/v2/send-otp")).toEqual(["POST /api/v2/send-otp"]);
  expect(await pathsOf("/send-otp/+15550001234")).toEqual(["POST /send-otp/#"]);
  expect(await pathsOf("/u/555-0001/resend/a@b.example")).toEqual(["POST /u/#/resend/#"]);
  expect(await pathsOf(`/reset-password/${"aB".repeat(16)}`)).toEqual(["POST /reset-password/#"]);
  expect(await pathsOf("/resend\r\nX/é")).toEqual(["POST /#/#"]);
  expect(await pathsOf("/a/b/c/d/resend/e/f/g")).toEqual(["POST /a/b/c/d/resend"]);
});

test("otpPaths replaces the list", async () => {
  const settings = { otpPaths: ["*/anmelden/code*"] };
  const own = requests(20, WINDOW, { path: "/anmelden/code" });
  expect(await trips(RULE, own, settings)).toHaveLength(1);
  expect(await trips(RULE, requests(20, WINDOW), settings)).toEqual([]);
});

test("two addresses do not add up, spellings of one do", async () => {
  const some = requests(19, WINDOW);
  expect(await trips(RULE, [...some, ...requests(19, WINDOW, { ip: "203.0.113.8" })])).toEqual([]);
  const mapped = requests(1 + 1, WINDOW, { ip: "::ffff:203.0.113.7" });
  expect(await trips(RULE, [...some, ...mapped])).toHaveLength(1);
});
