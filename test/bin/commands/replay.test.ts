import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { LOOKUP_EVENTS } from "../../../bin/replay/lookup-events";
import { cognitoSmsBurst } from "../../../lambda/core/rules/cognito-sms-burst";
import { findingLines, smspump, summaryValue } from "../../support/smspump";

const SCENARIOS = "test/fixtures/scenarios";
const FORGOT_PASSWORD = `${SCENARIOS}/page-test-2-forgot-password.ndjson`;
const SEND_OTP = `${SCENARIOS}/page-test-3-send-otp.ndjson`;

jest.setTimeout(60_000);

describe("smspump replay", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "smspump-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test("prints one finding per line as ndjson, in the order in which they opened", () => {
    const ran = smspump(["replay", "--format", "ndjson", FORGOT_PASSWORD, SEND_OTP]);
    const lines = findingLines(ran);
    expect(ran.status).toBe(0);
    expect(lines.map(({ rule }) => rule.id)).toEqual([
      "cognito-sms-burst",
      expect.stringMatching(/^cognito-(network-burst|ip-slow)$/),
      expect.stringMatching(/^cognito-(network-burst|ip-slow)$/),
      "otp-send-burst",
    ]);
    expect(new Set(lines.map(({ rule }) => rule.id)).size).toBe(4);
    expect(lines.map(({ openedAt }) => openedAt)).toEqual(lines.map((l) => l.openedAt).sort());
    expect(lines[0]).toMatchObject({
      rule: { id: "cognito-sms-burst", severity: "high", notify: "page" },
      entity: { type: "ip", value: "198.51.100.24" },
      firstSeen: "2026-11-17T11:00:00.000Z",
      count: 20,
      threshold: cognitoSmsBurst.measure.threshold,
      windowSeconds: cognitoSmsBurst.measure.windowMs / 1000,
      attack: ["T1496.003"],
    });
    expect(new Set(lines.slice(0, 3).map(({ incidentId }) => incidentId)).size).toBe(1);
  });

  test("prints the e-mails as text", () => {
    const { stdout, status } = smspump(["replay", FORGOT_PASSWORD]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Subject: \[HIGH\] SMS pumping: /m);
    expect(stdout).toMatch(/^OVER/m);
  });

  test("gives the same findings for records in any order, gzipped, from standard input", () => {
    const text = readFileSync(FORGOT_PASSWORD, "utf8");
    const reversed = `${text.trim().split("\n").reverse().join("\n")}\n`;
    const ordered = smspump(["replay", "--format", "ndjson", FORGOT_PASSWORD]);
    const other = smspump(["replay", "--format", "ndjson", "-"], gzipSync(reversed));
    expect(findingLines(ordered)).toHaveLength(3);
    expect(findingLines(other)).toEqual(findingLines(ordered));
  });

  test("counts an event once however many files hold it", () => {
    const copy = join(folder, "copy.ndjson");
    writeFileSync(copy, readFileSync(FORGOT_PASSWORD));
    const once = smspump(["replay", "--format", "ndjson", FORGOT_PASSWORD]);
    const twice = smspump(["replay", "--format", "ndjson", FORGOT_PASSWORD, copy]);
    expect(summaryValue(twice, "records read")).toBe("40");
    expect(findingLines(twice)).toEqual(findingLines(once));
  });

  test("sums up on standard error what it read and found", () => {
    const ran = smspump(["replay", "--show", "incidents", "--format", "ndjson", SEND_OTP]);
    expect(summaryValue(ran, "records read")).toBe("60");
    expect(summaryValue(ran, "irrelevant")).toBe("0");
    expect(summaryValue(ran, "malformed")).toBe("0");
    expect(summaryValue(ran, "observations")).toBe("60");
    expect(summaryValue(ran, "findings")).toBe("1");
    expect(summaryValue(ran, "incidents")).toBe("1");
    expect(summaryValue(ran, "speed")).toMatch(/MB\/s/);
    expect(ran.stdout.trim().split("\n")).toHaveLength(1);
  });

  test("names malformed records with file and position and goes on", () => {
    const file = join(folder, "bad.ndjson");
    writeFileSync(file, `no json\n${readFileSync(FORGOT_PASSWORD, "utf8")}{"cut`);
    const ran = smspump(["replay", "--format", "ndjson", file]);
    expect(ran.status).toBe(0);
    expect(summaryValue(ran, "malformed")).toBe("2");
    expect(ran.stderr).toContain(`${file}, byte 0: `);
    expect(findingLines(ran)).toHaveLength(3);
  });

  test.each([
    ["between records", '{"Records":[RECORD,'],
    ["within a record", '[RECORD,{"eventVer'],
    ["before its last bracket", '{"Records":[RECORD]'],
  ])("exits with 1 for a file that breaks off %s, and processes what is there", (_, text) => {
    const [record = ""] = readFileSync(FORGOT_PASSWORD, "utf8").split("\n");
    const file = join(folder, "cut.json");
    writeFileSync(file, text.replace("RECORD", record));
    const { status, stdout, stderr } = smspump(["replay", file]);
    expect(stderr).toContain(`cannot read ${file}: ends within a list of records`);
    expect(stdout).toContain("No e-mail would have been sent for what could be read.");
    expect(status).toBe(1);
  });

  test("says of a quiet run beside an input that was not understood how little it is worth", () => {
    const quiet = join(folder, "quiet.json");
    const [record = ""] = readFileSync(FORGOT_PASSWORD, "utf8").split("\n");
    writeFileSync(quiet, record);
    const csv = join(folder, "other.ndjson");
    writeFileSync(csv, "Event name,Event time\nSignUp,2026\n");
    const { stdout, stderr } = smspump(["replay", quiet, csv]);
    expect(stderr).toContain(`nothing understood in ${csv}: `);
    expect(stdout).toContain("No e-mail would have been sent for what could be read.");
  });

  test("names an input that cannot be read, processes the rest and exits with 1", () => {
    const ran = smspump(["replay", "--format", "ndjson", "/no/such/file", FORGOT_PASSWORD]);
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain("cannot read /no/such/file: no such file or folder");
    expect(findingLines(ran)).toHaveLength(3);
  });

  test.each<[string, string, string]>([
    ["an empty input", "", "an empty input"],
    ["an empty list", '{\n    "Events": []\n}\n', "a list without records"],
    ["CSV", "Event name,Event time,User\nSignUp,2026,a\n", 'CSV? (it begins "Event name,'],
    [
      "the AWS CLI's text",
      "EVENTS\tAKIA\t{}\n",
      'aws … --output text`? (it begins "EVENTS AKIA {}")',
    ],
    ["a page", "<!DOCTYPE html>\n<p>\u001b[31m", 'HTML (it begins "<!DOCTYPE html> <p>?[31m")'],
    ["another JSON", '{"word":{"b\u009br":2}}\n', "; its first keys are word, b?r"],
    [
      "calls of nothing that CloudTrail records",
      '{"eventName":"click"}\n',
      "JSON without a record that can be read; its first keys are eventName",
    ],
    [
      "Elastic documents without the record",
      readFileSync("test/fixtures/wrappings/elastic-hit-cloudtrail-without-original.json", "utf8"),
      "switch on preserve_original_event",
    ],
  ])("refuses %s, says what came and what was expected, with 1", (_, input, said) => {
    const { status, stdout, stderr } = smspump(["replay", "-"], input);
    expect(stderr).toMatch(/^nothing understood in standard input: /);
    expect(stderr.split("\n")[0]).toContain(said);
    expect(stderr).toContain("Expected CloudTrail records as JSON");
    expect(stderr).not.toContain("e-mails: 0");
    expect([status, stdout]).toEqual([1, ""]);
  });

  test.each([
    ["/no/such/file", "cannot read /no/such/file: no such file or folder\n"],
    ["bin/commands", "cannot read bin/commands: holds no file that ends in .json"],
  ])("says nothing of %s but that it was not read, with 1", (path, said) => {
    const { status, stdout, stderr } = smspump(["replay", path]);
    expect(stderr.startsWith(said)).toBe(true);
    expect(stderr).toContain("Expected CloudTrail records as JSON");
    expect([status, stdout]).toEqual([1, ""]);
  });

  test("a real trail without texts is quiet, and says how much it was", () => {
    const record = {
      eventVersion: "1.11",
      eventSource: "ec2.amazonaws.com",
      eventName: "RunInstances",
    };
    const call = { ...record, eventSource: "cognito-idp.amazonaws.com", eventName: "GetUser" };
    const input = JSON.stringify({ Records: [record, call, record] });
    const { status, stdout } = smspump(["replay", "-"], input);
    expect(stdout).toMatch(
      /^Read 3 records: none concerned texts\. No e-mail would have been sent\.\n/,
    );
    expect(stdout).toContain("never shows texts that are published straight to a phone number");
    expect(status).toBe(0);
  });

  test("quiet is said of what could be read only, and a stranger among the inputs is named", () => {
    const stranger = join(folder, "stranger.json");
    writeFileSync(stranger, "{}");
    const only = ["--rule", "sms-api-burst"];
    const ran = smspump(["replay", ...only, "/no/such/file", stranger, FORGOT_PASSWORD]);
    expect(ran.stdout).toBe(
      "Read 21 records, 20 observations about texts. No e-mail would have been sent for what could be read.\n",
    );
    expect(ran.stderr).toContain(`nothing understood in ${stranger}: JSON without a record`);
    expect(ran.stderr).not.toContain("Expected");
    expect(ran.status).toBe(1);
  });

  test("a file of nothing but strange records is left early, and the others are read", () => {
    const bomb = join(folder, "bomb.json");
    writeFileSync(bomb, `[${"{},".repeat(2_000_000)}{}]`);
    const only = ["--rule", "sms-api-burst"];
    const { stdout, stderr, status } = smspump(["replay", ...only, bomb, FORGOT_PASSWORD]);
    expect(stderr).toContain(
      `cannot read ${bomb}: the first 1,000,000 records are not understood (no shape that any source reads); it was not read further; give what follows as a file of its own, such as with grep`,
    );
    const [, records = ""] = /^Read ([\d,]+) records, 20 observations/.exec(stdout) ?? [];
    // It stops with the part of the file at hand, 64 KB at most.
    expect(Number(records.replaceAll(",", ""))).toBeLessThan(1_100_000);
    expect(status).toBe(1);
  });

  test("prints one object with what was read as json", () => {
    const { stdout, status } = smspump(["replay", "--format", "json", FORGOT_PASSWORD]);
    const printed = JSON.parse(stdout) as { readonly read: object; readonly findings: object[] };
    expect(printed.read).toMatchObject({ records: 20, observations: 20 });
    expect(printed.findings).toHaveLength(3);
    expect(status).toBe(0);
  });

  test("help, README and demo give the same command to replay one's own traffic", () => {
    const words = (text: string): string => text.replace(/\s+/g, " ");
    const command = words(LOOKUP_EVENTS);
    expect(command).toContain("--output json");
    expect(readFileSync("README.md", "utf8")).toContain(`${LOOKUP_EVENTS}\n`);
    expect(words(smspump(["replay", "--help"]).stdout)).toContain(command);
    expect(words(smspump(["demo"]).stdout)).toContain(command);
  });

  test("exits with 3 on a finding when asked to, and with 0 without one", () => {
    expect(smspump(["replay", "--fail-on-finding", FORGOT_PASSWORD]).status).toBe(3);
    const quiet = ["replay", "--fail-on-finding", "--rule", "sms-api-burst", FORGOT_PASSWORD];
    expect(smspump(quiet).status).toBe(0);
  });

  test.each([
    [["replay"], "missing required argument"],
    [["replay", "--format", "xml", FORGOT_PASSWORD], "Allowed choices are text, ndjson, json"],
    [["replay", "--nonsense", FORGOT_PASSWORD], "unknown option '--nonsense'"],
    [["nonsense"], "unknown command 'nonsense'"],
  ])("refuses %j with two examples and exits with 2", (args, message) => {
    const ran = smspump(args);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain(message);
    expect(ran.stderr).toMatch(/\nHelp: smspump( replay)? --help\n$/);
  });

  test("refuses an unknown rule and says which there are", () => {
    const ran = smspump(["replay", "--rule", "nonsense", FORGOT_PASSWORD]);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain("--rule: got nonsense; give one of cognito-sms-burst");
  });

  test("refuses a wrong configuration and names file, key, value and remedy", () => {
    const file = join(folder, "wrong.json");
    writeFileSync(file, JSON.stringify({ quietMinutes: 1, rules: { "otp-send-burst": [] } }));
    const ran = smspump(["replay", "--config", file, FORGOT_PASSWORD]);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain(
      `${file}: quietMinutes: got 1; give a whole number from 5 to 1440`,
    );
    expect(ran.stderr).toContain(`${file}: rules.otp-send-burst: got []; give`);
  });

  test("reads alarms on spend among other events, and keeps this stack's that went off", () => {
    const config = join(folder, "own.json");
    writeFileSync(config, JSON.stringify({ ownResources: ["SmsPumpingSpend-*"] }));
    const paths = ["test/fixtures/cloudwatch", FORGOT_PASSWORD];
    const ran = smspump(["replay", "--format", "ndjson", "--config", config, ...paths]);
    const alarms = findingLines(ran).filter(({ rule }) => rule.id === "sms-spend");
    expect(alarms.map(({ entity, target }) => `${entity.value} ${target}`).sort()).toEqual([
      "SmsPumpingSpend-budget-80-percent spend#us-east-1",
      "SmsPumpingSpend-money-fast spend#us-east-1",
      "SmsPumpingSpend-page spend#us-east-1",
    ]);
    expect(findingLines(ran).length).toBeGreaterThan(alarms.length);
    expect(ran.status).toBe(0);
  });

  test("applies a configuration", () => {
    const file = join(folder, "config.json");
    writeFileSync(file, JSON.stringify({ rules: { "cognito-sms-burst": { threshold: 20 } } }));
    const ran = smspump(["replay", "--format", "ndjson", "--config", file, FORGOT_PASSWORD]);
    const burst = findingLines(ran).find(({ rule }) => rule.id === "cognito-sms-burst");
    expect(burst).toMatchObject({ threshold: 20, openedAt: "2026-11-17T11:00:09.000Z" });
  });

  test("applies the detector of a file that is deployed, and refuses its misspelt keys", () => {
    const file = join(folder, "smspump.json");
    const detector = { rules: { "cognito-sms-burst": { threshold: 20 } } };
    const whole = { $schema: "./smspump.schema.json", onCallEmails: ["a@example.com"] };
    writeFileSync(file, JSON.stringify({ ...whole, detector }));
    const ran = smspump(["replay", "--format", "ndjson", "--config", file, FORGOT_PASSWORD]);
    const burst = findingLines(ran).find(({ rule }) => rule.id === "cognito-sms-burst");
    expect(burst).toMatchObject({ threshold: 20 });
    writeFileSync(file, JSON.stringify({ ...whole, detectr: detector }));
    const refused = smspump(["replay", "--config", file, FORGOT_PASSWORD]);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(
      `${file}: configuration: got the unknown key detectr; did you mean detector?`,
    );
  });

  test("shows help with examples and exit codes", () => {
    const { stdout, status } = smspump(["replay", "--help"]);
    expect(status).toBe(0);
    expect(stdout).toContain("aws cloudtrail lookup-events");
    expect(stdout).toContain("Exit status:");
  });

  test.each([
    ["alb", 5],
    ["combined", 6],
    ["cloudfront", 4],
  ])("recognizes a text log of %s, gzipped or not", (name, records) => {
    const path = `test/fixtures/logs/${name}.log`;
    const packed = join(folder, `${name}.log.gz`);
    writeFileSync(packed, gzipSync(readFileSync(path)));
    for (const input of [path, packed]) {
      const ran = smspump(["replay", "--format", "ndjson", input]);
      expect(ran.status).toBe(0);
      expect(summaryValue(ran, "records read")).toBe(String(records));
      expect(summaryValue(ran, "malformed")).toBe("0");
    }
  });

  test("finds a flood in a load balancer's log, however its lines lie", () => {
    const [line = ""] = readFileSync("test/fixtures/logs/alb.log", "utf8").split("\n");
    const lines = Array.from({ length: 60 }, (_, i) =>
      line.replaceAll(
        "03:10:04.512000Z",
        `03:10:${String(4 + Math.floor(i / 4)).padStart(2, "0")}.${100 + i}000Z`,
      ),
    );
    const log = join(folder, "flood.log");
    writeFileSync(log, `${lines.toReversed().join("\n")}\n`);
    const ran = smspump(["replay", "--format", "ndjson", log]);
    expect(findingLines(ran).map(({ rule, count }) => [rule.id, count])).toEqual([
      ["otp-send-burst", 60],
    ]);
  });
});
