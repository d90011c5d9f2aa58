import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COMMAND_LINE, smspump } from "../support/smspump";

const ROOT = join(__dirname, "..", "..");

describe("the command line", () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    readonly version: string;
  };

  test("tells its version", () => {
    expect(smspump(["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
    expect(smspump(["spend", "--version"]).stdout).toBe(`${version}\n`);
    expect(smspump(["drill", "send", "-V"]).stdout).toBe(`${version}\n`);
  });

  const COMMANDS = [
    ...["replay", "demo", "doctor", "drill", "redrive", "spend", "elastic"],
    ...["drill send", "drill watch", "elastic install", "elastic check"],
  ];

  test.each(["", ...COMMANDS])("helps with two examples and exit statuses: %s", (command) => {
    const { status, stdout } = smspump([...command.split(" ").filter(Boolean), "--help"]);
    const examples = /Examples:\n([^]*)\n\nExit status:\n {2}0 {2}/.exec(stdout)?.[1] ?? "";
    expect(examples.match(/^ {2}\$ /gm)?.length).toBeGreaterThanOrEqual(2);
    expect(status).toBe(0);
  });

  test.each(COMMANDS)(
    "answers wrong usage with a line, two examples and the way to help: %s",
    (command) => {
      const { status, stdout, stderr } = smspump([...command.split(" "), "--nonsense"]);
      const lines = stderr.trimEnd().split("\n");
      expect(lines[0]).toMatch(/^error: (unknown option '--nonsense'|required option )/);
      expect(lines[1]).toBe("Examples:");
      expect(lines.filter((line) => line.startsWith("  $ "))).toHaveLength(2);
      expect(lines.at(-1)).toBe(`Help: smspump ${command} --help`);
      expect(lines.length).toBeLessThanOrEqual(8);
      expect([status, stdout]).toEqual([2, ""]);
    },
  );

  test.each([
    ["--profile", "a", "demo"],
    ["--region", "eu-west-1", "replay", "x"],
  ])("refuses %j before a command that does not talk to AWS", (...args) => {
    const { status, stderr } = smspump(args);
    expect(stderr).toMatch(/^error: --\w+: this command does not talk to AWS; leave it out\n/);
    expect(status).toBe(2);
  });

  test("takes paths from where its user is, also by npm run", () => {
    const folder = mkdtempSync(join(tmpdir(), "smspump-cwd-"));
    writeFileSync(
      join(folder, "a.json"),
      '{"Records":[{"eventSource":"ec2.amazonaws.com","eventName":"a"}]}',
    );
    const run = (cwd: string, env: NodeJS.ProcessEnv) =>
      spawnSync(process.execPath, [COMMAND_LINE, "replay", "a.json"], {
        cwd,
        env,
        encoding: "utf8",
      });
    const env = { ...process.env, npm_lifecycle_event: undefined };
    const direct = run(folder, env);
    const byNpm = run(ROOT, { ...env, npm_lifecycle_event: "smspump", INIT_CWD: folder });
    rmSync(folder, { recursive: true });
    expect([direct.status, byNpm.status]).toEqual([0, 0]);
    expect(byNpm.stdout).toContain("Read 1 record");
  });
});
