import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ruleIdOf } from "../../../elastic/rule-ids";
import { elasticAdminServer } from "../../support/elastic-admin-server";
import { deployment, smspumpElastic, type Deployment } from "../../support/elastic-connection";
import { contents, rulesIn } from "../../support/elastic-install";
import { selfSigned } from "../../support/self-signed";
import { smspump } from "../../support/smspump";

/** Each process bundles the command line first, and other tests run beside it. */
jest.setTimeout(60_000);

describe("smspump elastic", () => {
  let deployed: Deployment;
  let folder: string;

  beforeEach(async () => {
    deployed = await deployment();
    folder = mkdtempSync(join(tmpdir(), "elastic-"));
  });

  afterEach(async () => {
    await deployed.close();
    rmSync(folder, { recursive: true });
  });

  const urls = (): readonly string[] => [
    "--elasticsearch",
    deployed.elasticsearch.url,
    "--kibana",
    deployed.kibana.url,
  ];

  const key = (): NodeJS.ProcessEnv => ({ ELASTIC_API_KEY: deployed.connection.apiKey });

  test("checks, installs, and then has nothing to do", async () => {
    const before = await smspumpElastic(["check", ...urls()], key());
    expect(before).toMatchObject({ status: 1, stderr: "elastic: 2 things are missing\n" });
    const args = ["install", "--profile", "findings", ...urls()];
    const first = await smspumpElastic(args, key());
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toContain("sms-pumping-findings: done\n");
    const state = contents(deployed);
    const second = await smspumpElastic(args, key());
    expect([second.status, contents(deployed)]).toEqual([0, state]);
    expect(second.stdout).toMatch(/\nnothing to do\n$/);
    expect((await smspumpElastic(["check", ...urls()], key())).status).toBe(0);
  });

  test("takes the key from standard input, and days, space and form from options", async () => {
    deployed.kibana.spaces.set("soc", new Map());
    const { status, stderr } = await smspumpElastic(
      ["install", "--profile", "findings", "--space", "soc", "--retention-days", "30"].concat(
        ["--no-suppression", "--api-key-file", "-"],
        urls(),
      ),
      {},
      `${deployed.connection.apiKey}\n`,
    );
    expect([status, stderr]).toEqual([0, ""]);
    expect(rulesIn(deployed, "soc").get(ruleIdOf("sms-pumping-findings"))).not.toHaveProperty(
      "alert_suppression",
    );
    expect(JSON.stringify([...deployed.elasticsearch.templates])).toContain(
      '"data_retention":"30d"',
    );
  });

  test("only shows what it would do when dry", async () => {
    const before = contents(deployed);
    const args = ["install", "--profile", "native", "--dry-run", ...urls()];
    const { status, stdout } = await smspumpElastic(args, key());
    expect([status, contents(deployed)]).toEqual([0, before]);
    expect(stdout).toMatch(/dry run: nothing was changed\n$/);
  });

  test("trusts the authority that it is given", async () => {
    const tls = selfSigned();
    const secure = await elasticAdminServer({}, tls);
    const ca = join(folder, "ca.pem");
    writeFileSync(ca, tls.cert);
    const args = ["check", "--for", "ingest", "--elasticsearch", secure.url];
    const without = await smspumpElastic(args, key());
    const within = await smspumpElastic([...args, "--ca", ca], key());
    await secure.close();
    expect(without.status).toBe(1);
    expect(without.stderr).toMatch(
      /^elastic: .*give it with --ca \(DEPTH_ZERO_SELF_SIGNED_CERT\)\n$/,
    );
    expect(within).toMatchObject({ status: 0, stderr: "" });
  });

  test.each([
    ["the key as an argument", ["--api-key", "c2VjcmV0"], "--api-key: a key given as an argument"],
    ["the key joined to its option", ["--api-key=c2VjcmV0"], "revoke that key"],
    ["no key", [], "no API key: set ELASTIC_API_KEY"],
    ["a file that is not there", ["--api-key-file", "none"], "none: no such file or folder"],
  ])("refuses %s, in one line that never repeats it", async (_, args, said) => {
    const { status, stderr } = await smspumpElastic(["check", ...urls(), ...args]);
    expect(stderr).toContain(said);
    expect(stderr).not.toContain("c2VjcmV0");
    expect(stderr.trimEnd()).not.toContain("\n");
    expect(status).toBe(2);
  });

  test.each([
    ["no scheme", "es.example.com:9243", "give https://es.example.com:9243"],
    ["a password", "https://elastic:hunter2@es.example.com", "got a name and a password"],
    ["a Cloud ID", `soc:${btoa("example.com$abc$def")}`, "--kibana https://def.example.com"],
  ])("refuses a URL with %s", async (_, url, said) => {
    const args = ["check", "--kibana", deployed.kibana.url, "--elasticsearch", url];
    const { status, stderr } = await smspumpElastic(args, key());
    expect(stderr).toContain(said);
    expect(stderr).not.toContain("hunter2");
    expect(status).toBe(2);
  });

  test.each([
    ["one that is no file", "none", "no such file can be read"],
    ["one without a certificate", "empty", "it holds no certificate"],
  ])("refuses a --ca: %s", async (_, name, said) => {
    writeFileSync(join(folder, "empty"), "");
    const args = ["check", ...urls(), "--ca", join(folder, name)];
    const { status, stderr } = await smspumpElastic(args, key());
    expect(stderr).toContain(said);
    expect(status).toBe(2);
  });

  test("says in one line what was refused, and exits with 1", async () => {
    const args = ["install", "--profile", "findings", ...urls()];
    const revoked = await smspumpElastic(args, { ELASTIC_API_KEY: "cmV2b2tlZDprZXk=" });
    expect(revoked.stderr).toMatch(
      /^elastic: Elasticsearch at .*no such API key is known there.*\n$/,
    );
    expect([revoked.status, revoked.stdout]).toEqual([1, ""]);
  });

  test.each([
    [["install"], "required option '--profile <name>' not specified"],
    [["install", "--profile", "both"], "Allowed choices are findings, native"],
    [["install", "--profile", "native", "--retention-days", "0"], "whole number of days from 1"],
    [["check", "--space", "My Space"], "Give a space's identifier"],
    [["check", "--for", "fun"], "Allowed choices are install, ingest"],
    [["check", "--namespace", "a-b"], "Give up to 100 small letters"],
    [["uninstall"], "unknown command 'uninstall'"],
  ])("refuses %j with 2 and two examples", (args, said) => {
    const { status, stderr } = smspump(["elastic", ...args]);
    expect(stderr).toContain(said);
    expect(stderr).toMatch(/\nHelp: smspump elastic( \w+)? --help\n$/);
    expect(status).toBe(2);
  });

  test.each([["elastic"], ["elastic", "install"], ["elastic", "check"]])(
    "helps with examples: %s %s",
    (...args) => {
      const { status, stdout } = smspump([...args.filter(Boolean), "--help"]);
      expect(stdout).toContain("$ smspump elastic install --profile findings --dry-run");
      expect(stdout).not.toContain("--api-key [key]");
      expect(status).toBe(0);
    },
  );
});
