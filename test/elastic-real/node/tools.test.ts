import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireTools } from "./tools";

let root: string;

const write = (path: string, text: string): void => {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
  chmodSync(join(root, path), 0o700);
};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "tools-"));
  for (const version of ["11.0.2", "17.0.9"]) {
    write(`jvm/${version}/release`, `JAVA_VERSION="${version}"\n`);
    write(`jvm/${version}/bin/javac`, "");
  }
  write("jvm/17.0.1-jre/release", `JAVA_VERSION="17.0.1"\n`);
  write("maven/mvn", "#!/bin/sh\n");
  mkdirSync(join(root, "empty"));
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

interface Machine {
  readonly path?: string;
  readonly jvm?: string;
  readonly more?: NodeJS.ProcessEnv;
}

function asked({ path = "maven", jvm = "jvm", more = {} }: Machine) {
  const told: string[] = [];
  const environment = { PATH: join(root, path), ...more };
  const tools = requireTools(environment, (problem) => told.push(problem), join(root, jvm));
  return { tools, told };
}

test("a JDK 17 is found among others, and a runtime is none", () => {
  const tools = { maven: "mvn", jdk: join(root, "jvm/17.0.9") };
  expect(asked({})).toEqual({ tools, told: [] });
  expect(asked({ jvm: "empty", more: { JAVA_HOME: tools.jdk } })).toEqual({ tools, told: [] });
});

const JDK = "no JDK 17: install one, and name its folder in JAVA_HOME";
const MAVEN = "no Maven: install it, so that mvn is on the path";

test.each([
  [MAVEN, { path: "empty" }],
  [JDK, { jvm: "empty" }],
])("%s: told, and the suites are skipped; in CI it is a failure", (problem, machine) => {
  expect(asked(machine)).toEqual({ tools: undefined, told: [problem] });
  expect(() => asked({ ...machine, more: { CI: "1" } })).toThrow(problem);
});

test("the pipeline runs the suites, and says that it is CI", () => {
  const pipeline = readFileSync(join(__dirname, "../../../.ci/run"), "utf8");
  expect(pipeline).toMatch(/^export CI=1\b/m);
  expect(pipeline).toMatch(/^jest "elastic" test:elastic$/m);
});
