import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { InputError } from "../../../bin/input/input-error";
import { readInput } from "../../../bin/input/read-file";

const folder = mkdtempSync(join(tmpdir(), "smspump-read-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Seen {
  readonly records: unknown[];
  readonly offsets: number[];
  readonly malformed: string[];
  bytes: number;
  irrelevant: number;
  fault?: unknown;
}

async function read(path: string, relevant?: readonly string[]): Promise<Seen> {
  const seen: Seen = { records: [], offsets: [], malformed: [], bytes: 0, irrelevant: 0 };
  const handlers = {
    record: (value: unknown, offset: number) => {
      seen.records.push(value);
      seen.offsets.push(offset);
    },
    malformed: ({ offset, reason }: { offset: number; reason: string }) => {
      seen.malformed.push(`${offset} ${reason}`);
    },
    progress: (bytes: number, irrelevant: number) => {
      seen.bytes += bytes;
      seen.irrelevant += irrelevant;
    },
  };
  await readInput(path, handlers, relevant).catch((fault: unknown) => {
    seen.fault = fault;
  });
  return seen;
}

function file(name: string, contents: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
}

const recordOf = (i: number) => ({
  eventSource: i % 7 === 0 ? "sns.amazonaws.com" : "ec2.amazonaws.com",
  eventID: createHash("sha512").update(String(i)).digest("base64"),
  text: '{"é😀":"\\',
});
const trail = (count: number): string =>
  JSON.stringify({ Records: Array.from({ length: count }, (_, i) => recordOf(i)) });
/** Compresses to more than is read at once, so that it goes the way of streams. */
const LARGE = 20_000;

describe("reading an input", () => {
  test.each([
    ["small", 300],
    ["large", LARGE],
  ])("gives the same for a %s file, gzipped or not, in one member or two", async (name, count) => {
    const text = trail(count);
    const bytes = Buffer.from(text);
    const half = Math.floor(bytes.length / 2);
    const members = Buffer.concat([
      gzipSync(bytes.subarray(0, half)),
      gzipSync(bytes.subarray(half)),
    ]);
    const plain = await read(file(`${name}.json`, text));
    expect(plain).toMatchObject({ malformed: [], bytes: bytes.length, irrelevant: 0 });
    expect(plain.fault).toBeUndefined();
    expect(plain.records).toEqual(Array.from({ length: count }, (_, i) => recordOf(i)));
    expect(await read(file(`${name}.gz`, gzipSync(text)))).toEqual(plain);
    expect(await read(file(`${name}-named-otherwise.json`, members))).toEqual(plain);
  });

  test("parses only what may be relevant and counts the rest", async () => {
    const seen = await read(file("filtered.json", trail(700)), ["sns.amazonaws.com"]);
    expect(seen).toMatchObject({ irrelevant: 600, malformed: [] });
    expect(seen.records).toEqual(Array.from({ length: 100 }, (_, i) => recordOf(i * 7)));
  });

  test("parses a line of several that hide a good one, although its source is irrelevant", async () => {
    const text = '{"eventSource":"ec2.amazonaws.com","x":[\n{"a":1}\n"y"]}\n';
    const seen = await read(file("hidden.ndjson", text), ["sns.amazonaws.com"]);
    expect(seen).toMatchObject({ records: [{ a: 1 }], irrelevant: 0 });
  });

  test("reports what is malformed with its offset in the decompressed bytes", async () => {
    const seen = await read(file("bad.ndjson", gzipSync('{"a":1}\noops\n{"b":2}\n')));
    expect(seen).toMatchObject({
      records: [{ a: 1 }, { b: 2 }],
      offsets: [0, 13],
      malformed: ["8 neither a JSON object nor an array"],
    });
  });

  test.each([
    ["plain", ""],
    ["gzipped", gzipSync("")],
  ])("finds nothing in an empty %s file", async (name, contents) => {
    expect(await read(file(`empty-${name}`, contents))).toEqual({
      records: [],
      offsets: [],
      malformed: [],
      bytes: 0,
      irrelevant: 0,
    });
  });

  test("keeps an own key __proto__ from becoming a prototype", async () => {
    const seen = await read(file("proto.json", '{"__proto__":{"polluted":true}}'));
    expect(Object.keys(seen.records[0] as object)).toEqual(["__proto__"]);
    expect({}).not.toHaveProperty("polluted");
  });
});

describe("reading an input that breaks off", () => {
  test.each([
    ["tiny", 20],
    ["small", 300],
    ["large", LARGE],
  ])(
    "keeps the records before the end of a truncated %s gzip file and names it",
    async (name, count) => {
      const whole = gzipSync(trail(count));
      const path = file(`cut-${name}.gz`, whole.subarray(0, whole.length - 100));
      const seen = await read(path);
      expect(seen.fault).toBeInstanceOf(InputError);
      expect(seen.fault).toHaveProperty("message", `${path}: the gzip data ends too early`);
      expect(seen.records.length).toBeGreaterThan(count * 0.5);
      expect(seen.records).toEqual(
        Array.from({ length: seen.records.length }, (_, i) => recordOf(i)),
      );
      expect(seen.malformed).toHaveLength(1);
    },
  );

  test.each([
    ["small", 300],
    ["large", LARGE],
  ])("keeps all records of a %s gzip file whose checksum is wrong", async (name, count) => {
    const bytes = gzipSync(trail(count));
    bytes[bytes.length - 8]! ^= 1;
    const path = file(`checksum-${name}.gz`, bytes);
    const seen = await read(path);
    expect(seen.fault).toMatchObject({ message: `${path}: the gzip data is corrupt` });
    expect(seen).toMatchObject({ malformed: [] });
    expect(seen.records).toHaveLength(count);
  });

  test("keeps the records before garbage that follows a gzip member", async () => {
    const path = file("garbage.gz", Buffer.concat([gzipSync(trail(300)), Buffer.from("garbage")]));
    const seen = await read(path);
    expect(seen.fault).toMatchObject({ message: `${path}: the gzip data is corrupt` });
    expect(seen.records).toHaveLength(300);
  });

  test("does not stop at the faults of a gzip file of a mere two bytes", async () => {
    const path = file("magic", Buffer.from([0x1f, 0x8b]));
    expect((await read(path)).fault).toMatchObject({
      message: `${path}: the gzip data ends too early`,
    });
  });
});

describe("refusing an input", () => {
  test("refuses a missing file by its path", async () => {
    const path = join(folder, "missing");
    expect((await read(path)).fault).toMatchObject({ message: `${path}: no such file or folder` });
  });

  test("refuses a folder by its path", async () => {
    const path = join(folder, "a-folder");
    mkdirSync(path);
    expect((await read(path)).fault).toMatchObject({ message: `${path}: is a folder, not a file` });
  });

  (process.getuid?.() === 0 ? test.skip : test)(
    "refuses a file that it may not read by its path",
    async () => {
      const path = file("secret", "{}");
      chmodSync(path, 0);
      expect((await read(path)).fault).toMatchObject({ message: `${path}: permission denied` });
    },
  );

  test.each([
    ["small", 10],
    ["large", LARGE],
  ])("passes on what a handler throws at a %s file as it is", async (name, count) => {
    const own = new TypeError("a fault of the handler");
    const fail = () => {
      throw own;
    };
    for (const contents of [trail(count), gzipSync(trail(count))]) {
      const path = file(`thrown-${name}`, contents);
      const handlers = { record: fail, malformed: fail, progress: () => undefined };
      await expect(readInput(path, handlers)).rejects.toBe(own);
    }
  });
});

describe("reading standard input", () => {
  const script = join(folder, "stdin.cjs");
  beforeAll(() => {
    const reader = JSON.stringify(join(__dirname, "../../../bin/input/read-file"));
    buildSync({
      stdin: {
        contents: `import { readInput } from ${reader};
          const seen = { records: 0, malformed: 0, bytes: 0 };
          readInput("-", {
            record: () => { seen.records++; },
            malformed: () => { seen.malformed++; },
            progress: (bytes) => { seen.bytes += bytes; },
          }).catch((error) => { seen.fault = error.message; })
            .finally(() => { console.log(JSON.stringify(seen)); });`,
        resolveDir: __dirname,
      },
      outfile: script,
      bundle: true,
      platform: "node",
    });
  });
  const pipe = (input: Uint8Array) =>
    JSON.parse(execFileSync(process.execPath, [script], { input, encoding: "utf8" })) as unknown;

  test.each([
    ["a few", 10],
    ["many", LARGE],
  ])("reads %s records, gzipped or not", (_, count) => {
    const text = trail(count);
    const expected = { records: count, malformed: 0, bytes: Buffer.byteLength(text) };
    expect(pipe(Buffer.from(text))).toEqual(expected);
    expect(pipe(gzipSync(text))).toEqual(expected);
  });

  test("recognises gzip although its first byte comes alone", () => {
    const path = file("slow.gz", gzipSync('{"a":1}'));
    const command = `(head -c 1 "$0"; sleep 0.2; tail -c +2 "$0") | "$1" "$2"`;
    const { stdout } = spawnSync("sh", ["-c", command, path, process.execPath, script], {
      encoding: "utf8",
    });
    expect(JSON.parse(stdout)).toEqual({ records: 1, malformed: 0, bytes: 7 });
  });

  test("names it when its gzip data end too early", () => {
    expect(pipe(gzipSync(trail(300)).subarray(0, -4))).toMatchObject({
      records: 300,
      fault: "standard input: the gzip data ends too early",
    });
  });
});
