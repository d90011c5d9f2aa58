import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { orphansIn, staleFiles } from "../../bin/docs/generated";
import { ARCHIVE, demoFiles, groundTruth } from "../../demo/generate";
import type { CloudTrailRecord } from "../support/records";

const ROOT = join(__dirname, "..", "..");

const stored = new Map(
  readdirSync(ARCHIVE, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".gz"))
    .map((path) => [path.replaceAll("\\", "/"), join(ARCHIVE, path)]),
);
const textOf = (file: string): string => gunzipSync(readFileSync(file)).toString("utf8");
const recordsIn = (text: string): readonly CloudTrailRecord[] =>
  (JSON.parse(text) as { Records: CloudTrailRecord[] }).Records;

const files = [...stored].sort(([a], [b]) => (a < b ? -1 : 1));
const delivered = files.flatMap(([, file]) => recordsIn(textOf(file)));
const records = [...new Map(delivered.map((record) => [record.eventID, record])).values()];

const REQUESTS = ["SignUp", "ForgotPassword", "ResendConfirmationCode"];
const isRequest = (record: CloudTrailRecord) => REQUESTS.includes(record.eventName);
const isConfirmed = (record: CloudTrailRecord) =>
  record.eventName.startsWith("Confirm") && record.errorCode === undefined;
const isDemoDay = (record: CloudTrailRecord) => record.eventTime.startsWith("2026-11-17");
const clientOf = (record: CloudTrailRecord) =>
  (record.requestParameters as { clientId?: string } | null)?.clientId ?? "";

const ofFlood = records.filter((record) => record.sourceIPAddress === groundTruth.flood.ip);
const ofBotnet = records.filter((record) => record.userAgent === groundTruth.botnet.userAgent);
const attack = new Set([...ofFlood, ...ofBotnet]);
const ofBusiness = records.filter((record) => isDemoDay(record) && !attack.has(record));

const measured = (list: readonly CloudTrailRecord[]) => {
  const times = list.map((record) => record.eventTime).sort();
  return {
    requests: list.length,
    sent: list.filter((record) => record.errorCode === undefined).length,
    first: times[0],
    last: times.at(-1),
  };
};
function groupBy<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
const addresses = (list: readonly CloudTrailRecord[]) =>
  new Set(list.map((record) => record.sourceIPAddress));

test("the checked-in archive is what the generator writes; else run npm run generate", () => {
  const files = demoFiles();
  expect(staleFiles(ROOT, files).map(({ path }) => path)).toEqual([]);
  expect(orphansIn(ROOT, "demo/cloudtrail", files)).toEqual([]);
});

test("the archive stays small and lies where a trail would put it", () => {
  const bytes = files.reduce((sum, [, file]) => sum + statSync(file).size, 0);
  expect(bytes).toBeLessThan(1_500_000);
  for (const [path] of files) {
    expect(path).toMatch(
      /^2026\/11\/1[67]\/111122223333_CloudTrail_us-east-1_2026111[67]T\d{4}Z_[0-9a-f]{16}\.json\.gz$/,
    );
  }
});

test("the ground truth is what the archive holds", () => {
  expect(groundTruth).toEqual({
    flood: { ip: "203.0.113.77", ...measured(ofFlood) },
    botnet: {
      addresses: addresses(ofBotnet).size,
      userAgent: "python-requests/2.31.0",
      ...measured(ofBotnet),
    },
    business: {
      requests: ofBusiness.filter(isRequest).length,
      confirmed: ofBusiness.filter(isConfirmed).length,
    },
    records: records.length,
    duplicates: delivered.length - records.length,
  });
});

test("the flood is one address that asks for passwords for 22 minutes and is throttled in part", () => {
  expect(new Set(ofFlood.map((record) => record.eventName))).toEqual(new Set(["ForgotPassword"]));
  const { first, last, requests, sent } = groundTruth.flood;
  const minutes = (Date.parse(last) - Date.parse(first)) / 60_000;
  expect(minutes).toBeGreaterThan(21);
  expect(minutes).toBeLessThanOrEqual(22);
  expect(requests / minutes).toBeGreaterThan(35);
  expect(requests / minutes).toBeLessThan(45);
  expect(sent).toBeGreaterThan(requests / 2);
  expect(sent).toBeLessThan(requests * 0.75);
});

test("the botnet sends one to three sign-ups from each of 600 addresses", () => {
  expect(new Set(ofBotnet.map((record) => record.eventName))).toEqual(new Set(["SignUp"]));
  const counts = groupBy(ofBotnet, (record) => record.sourceIPAddress);
  expect(counts.size).toBe(600);
  for (const list of counts.values()) expect(list.length).toBeLessThanOrEqual(3);
});

test("no address and no user agent of an attack belongs to the business", () => {
  const mine = new Set(ofBusiness.flatMap((record) => [record.sourceIPAddress, record.userAgent]));
  for (const record of attack) {
    expect(mine.has(record.sourceIPAddress) || mine.has(record.userAgent)).toBe(false);
  }
});

test("the business confirms 78 % of its requests, 15 to 120 seconds later", () => {
  const { requests, confirmed } = groundTruth.business;
  expect(confirmed / requests).toBeGreaterThan(0.75);
  expect(confirmed / requests).toBeLessThan(0.81);
  const visits = groupBy(
    ofBusiness.filter((record) => isRequest(record) || isConfirmed(record)),
    (record) => (record.additionalEventData as { sub: string } | undefined)?.sub ?? "",
  );
  const waits = [...visits.values()]
    .filter((visit) => visit.some(isRequest) && visit.some(isConfirmed))
    .map((visit) => {
      const at = (is: (record: CloudTrailRecord) => boolean) =>
        Date.parse(visit.find(is)!.eventTime) / 1000;
      return at(isConfirmed) - at(isRequest);
    });
  expect(waits.length).toBeGreaterThan(1000);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(15);
  expect(Math.max(...waits)).toBeLessThanOrEqual(121);
});

test("the business has a rhythm and peaks near 150 requests an hour", () => {
  const hours = groupBy(ofBusiness.filter(isRequest), (record) => record.eventTime.slice(11, 13));
  const perHour = [...hours.values()].map((list) => list.length);
  expect(perHour).toHaveLength(24);
  expect(Math.max(...perHour)).toBeGreaterThan(130);
  expect(Math.max(...perHour)).toBeLessThan(190);
  expect(Math.min(...perHour)).toBeLessThan(25);
});

test("every user agent and both carriers confirmed the day before, in the same app client", () => {
  const past = new Set(
    records
      .filter((record) => !isDemoDay(record) && isConfirmed(record))
      .flatMap((record) => [
        `${clientOf(record)} ${record.userAgent}`,
        `${clientOf(record)} ${record.sourceIPAddress}`,
      ]),
  );
  const asked = ofBusiness.filter(isRequest);
  const agents = new Set(asked.map((record) => `${clientOf(record)} ${record.userAgent}`));
  const carriers = new Set(
    asked
      .filter((record) => /^(198\.51\.100\.44|192\.0\.2\.201)$/.test(record.sourceIPAddress))
      .map((record) => `${clientOf(record)} ${record.sourceIPAddress}`),
  );
  expect(agents.size).toBeGreaterThanOrEqual(12);
  expect(carriers.size).toBe(6);
  expect([...agents, ...carriers].filter((known) => !past.has(known))).toEqual([]);
});

test("records come as CloudTrail delivers them: out of order, in minutes, a few of them twice", () => {
  const times = delivered.map((record) => Date.parse(record.eventTime));
  const backwards = times.filter((time, i) => i > 0 && time < times[i - 1]!);
  expect(backwards.length).toBeGreaterThan(1000);
  expect(groundTruth.duplicates).toBeGreaterThan(5);
  for (const [path, file] of files) {
    const stamp = /_(\d{8})T(\d{2})(\d{2})Z_/.exec(path)!;
    const day = stamp[1]!.replace(/(\d{4})(\d{2})/, "$1-$2-");
    const deliveredAt = Date.parse(`${day}T${stamp[2]!}:${stamp[3]!}:00Z`);
    const late = recordsIn(textOf(file)).map(
      (record) => deliveredAt - Date.parse(record.eventTime),
    );
    expect(Math.min(...late)).toBeGreaterThan(0);
    expect(Math.max(...late)).toBeLessThan(100 * 60_000);
  }
});

test("every address is one that the Internet reserves for documents, tests or carriers", () => {
  const reserved =
    /^(192\.0\.2|198\.51\.100|203\.0\.113)\.|^198\.1[89]\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|\.amazonaws\.com$/;
  expect([...addresses(records)].filter((address) => !reserved.test(address))).toEqual([]);
});
