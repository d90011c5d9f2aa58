import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { place } from "../../../bin/new/place";
import { ruleSkeleton } from "../../../bin/new/rule";
import { sinkSkeleton } from "../../../bin/new/sink";
import { sourceSkeleton } from "../../../bin/new/source";

const ROOT = join(__dirname, "../../..");
const INDEX = "lambda/core/rules/index.ts";
const EXISTING = [
  ".prettierrc",
  INDEX,
  "lambda/core/sources/index.ts",
  "lambda/core/model/observation.ts",
];

let root: string;

/** The files of a checkout that a skeleton may change. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "new-"));
  for (const path of EXISTING) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    cpSync(join(ROOT, path), join(root, path));
  }
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

const textOf = (path: string): string => readFileSync(join(root, path), "utf8");

test("a rule is written with its test and its runbook, and is in the catalogue", () => {
  const { wrote, changed } = place(root, ruleSkeleton("voice-call-burst"));
  expect(wrote).toEqual([
    "lambda/core/rules/voice-call-burst.ts",
    "test/lambda/core/rules/voice-call-burst.test.ts",
    "docs/runbooks/voice-call-burst.md",
  ]);
  for (const path of wrote) expect(textOf(path)).toMatch(/write me/i);
  expect(changed).toEqual([INDEX]);
  expect(textOf(INDEX)).toContain('import { voiceCallBurst } from "./voice-call-burst";\n');
  expect(textOf(INDEX)).toMatch(/otpSiteUnconverted,\n {2}voiceCallBurst,\n\];/);
});

test("a source is known by its id, in the list of sources and to the reader of files", () => {
  const options = { service: "social-messaging", call: "SendWhatsAppMessage" };
  const { wrote, changed } = place(root, sourceSkeleton("whatsapp-send", options));
  expect(changed).toEqual(["lambda/core/model/observation.ts", "lambda/core/sources/index.ts"]);
  expect(textOf("lambda/core/model/observation.ts")).toContain('\n  | "whatsapp-send";\n');
  const index = textOf("lambda/core/sources/index.ts");
  expect(index).toMatch(/azureSms,\n {2}whatsappSend,\n\];/);
  expect(index).toMatch(/needing\(\[[^\]]*\.\.\.WHATSAPP_SEND_CALLS,/);
  const recorded = JSON.parse(textOf(wrote.find((path) => path.endsWith(".json"))!)) as object;
  expect(recorded).toMatchObject({
    eventSource: "social-messaging.amazonaws.com",
    eventName: "SendWhatsAppMessage",
  });
});

test("a sink is written whole, and changes nothing that exists", () => {
  const { wrote, changed, todo } = place(root, sinkSkeleton("slack"));
  expect(changed).toEqual([]);
  expect(wrote.every((path) => existsSync(join(root, path)))).toBe(true);
  for (const path of ["lib/config.ts", "lib/stacks/detection-stack.ts", "lib/redrive-targets.ts"]) {
    expect(todo.join("\n")).toContain(path);
  }
});

test("refuses to overwrite, and then writes nothing at all", () => {
  const path = "docs/runbooks/voice-call-burst.md";
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), "mine");
  const before = textOf(INDEX);
  expect(() => place(root, ruleSkeleton("voice-call-burst"))).toThrow(`exists already: ${path}`);
  expect(textOf(path)).toBe("mine");
  expect(textOf(INDEX)).toBe(before);
  expect(existsSync(join(root, "lambda/core/rules/voice-call-burst.ts"))).toBe(false);
});

test("says what to add by hand where an existing file has changed its form", () => {
  writeFileSync(join(root, INDEX), "export {};\n");
  const { changed, todo } = place(root, ruleSkeleton("voice-call-burst"));
  expect(changed).toEqual([]);
  expect(todo.slice(0, 2)).toEqual([
    `Add to ${INDEX}: import { voiceCallBurst } from "./voice-call-burst";`,
    expect.stringContaining(`Add to ${INDEX}: voiceCallBurst`),
  ]);
});
