import fc from "fast-check";
import { createSplitter, MAX_RECORD_BYTES } from "../../../bin/input/splitter";
import { MAX_LINE_BYTES } from "../../../bin/input/splitter-state";
import { plainRecords, split } from "./plain-records";
import { runs } from "../../support/runs";

const nastyText = fc.oneof(
  fc.string({
    unit: fc.constantFrom("{", "}", "[", "]", '"', "\\", ",", ":", "\n", " ", "é", "😀"),
  }),
  fc.string({ unit: "binary" }),
  fc.constantFrom("Records", "Events", "hits", '","Records":[', '\\"', "\\u0022"),
);
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    nastyText,
    fc.integer(),
    fc.constantFrom(null, true, false, 1e300, -0.5),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("object"),
  ),
  object: fc.dictionary(nastyText, tie("value"), { maxKeys: 4 }),
}));
const record = json.object;
const records = fc.array(record, { maxLength: 6 });
/** Lengths of chunks: many of one byte, so that every boundary occurs. */
const chunking = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })), {
  maxLength: 60,
});
const indent = fc.constantFrom(undefined, 1, "\t");

const document = fc.oneof(
  fc.array(json.value, { maxLength: 6 }),
  fc.record({ Records: fc.array(json.value, { maxLength: 6 }) }),
  fc.record({ NextToken: nastyText, Events: records, Records: json.value }),
  fc.record({
    took: fc.nat(),
    hits: fc.record({ total: json.value, hits: records, x: json.value }),
  }),
  record,
);

const CHUNKS_OF_ONE = Array.from({ length: 10_000 }, () => 1);

describe("the splitter", () => {
  test.each([
    ["a CloudTrail file", '{"Records":[{"a":1},{"b":[{"c":2}]}]}', [{ a: 1 }, { b: [{ c: 2 }] }]],
    ["an empty CloudTrail file", '{"Records":[]}', []],
    [
      "lookup-events output",
      '{\n  "NextToken": "x",\n  "Events": [\n    {"a": 1}\n  ]\n}\n',
      [{ a: 1 }],
    ],
    ["keys after the list", '{"Events":[{"a":1}],"NextToken":"}]","x":{"y":[1]}}', [{ a: 1 }]],
    [
      "a search response",
      '{"took":1,"hits":{"total":{"value":2},"hits":[{"a":1},{"b":2}]}}',
      [{ a: 1 }, { b: 2 }],
    ],
    ["a top-level array", ' [ {"a":1} , {"b":2} ] ', [{ a: 1 }, { b: 2 }]],
    ["an array of other values", '[1,"a{",null,[2],{"b":true}]', [1, "a{", null, [2], { b: true }]],
    ["lines", '{"a":1}\n{"b":2}\n', [{ a: 1 }, { b: 2 }]],
    ["lines without a last newline", '{"a":1}\n{"b":2}', [{ a: 1 }, { b: 2 }]],
    ["blank lines and CRLF", '\r\n{"a":1}\r\n\r\n  \r\n{"b":2}\r\n', [{ a: 1 }, { b: 2 }]],
    ["concatenated objects", '{"a":1}{"b":2} {"c":3}', [{ a: 1 }, { b: 2 }, { c: 3 }]],
    ["concatenated files", '{"Records":[{"a":1}]}\n{"Records":[{"b":2}]}', [{ a: 1 }, { b: 2 }]],
    [
      "pretty-printed objects",
      '{\n  "a": {\n    "b": 1\n  }\n}\n{\n  "c": 3\n}\n',
      [{ a: { b: 1 } }, { c: 3 }],
    ],
    [
      "lists without indentation",
      '{"Records":[\n{"a":1},\n{"b":[\n{"c":2}\n]}\n]}',
      [{ a: 1 }, { b: [{ c: 2 }] }],
    ],
    ["a byte order mark", '\ufeff{"a":1}', [{ a: 1 }]],
    ["a single object", '{"a":{"Records":[1]}}', [{ a: { Records: [1] } }]],
    [
      "keys that only look alike",
      '{"x\\"Records":[1],"aRecords":[2],"hits":[3],"Records":{"hits":[4]}}',
      [{ 'x"Records': [1], aRecords: [2], hits: [3], Records: { hits: [4] } }],
    ],
    [
      "a value named like a list",
      '{"a":"Records","b":[1],"Records":"Events","c":[2]}',
      [{ a: "Records", b: [1], Records: "Events", c: [2] }],
    ],
    [
      "brackets, quotes and backslashes in strings",
      '{"a":"}]\\"{[\\\\"}{"b":"\\\\\\""}',
      [{ a: '}]"{[\\' }, { b: '\\"' }],
    ],
    ["nothing", "", []],
    ["white space alone", " \n\r\n\t", []],
  ])("finds the records of %s", (_, text, expected) => {
    for (const chunks of [[], CHUNKS_OF_ONE]) {
      expect(split(text, chunks)).toMatchObject({ records: expected, malformed: [] });
    }
  });

  test("tells the offset of each record in bytes", () => {
    expect(split('\ufeff{"é":1}\n {"Records":[ {"a":1},2]}').offsets).toEqual([3, 26, 34]);
  });

  test("finds what JSON.parse finds, in whatever chunks a document arrives", () => {
    fc.assert(
      fc.property(document, indent, chunking, (value, space, chunks) => {
        const found = split(JSON.stringify(value, null, space), chunks);
        const expected = plainRecords(JSON.parse(JSON.stringify(value)) as unknown);
        expect(found).toMatchObject({ records: expected, malformed: [] });
      }),
      { numRuns: runs(500) },
    );
  });

  test("finds what JSON.parse finds in several documents, one after the other", () => {
    const separator = fc.constantFrom("", "\n", "\r\n", "\n\n", " ");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(document, indent, separator), { maxLength: 5 }),
        chunking,
        (documents, chunks) => {
          const text = documents.map(
            ([value, space, end]) => JSON.stringify(value, null, space) + end,
          );
          const expected = documents.flatMap(([value]) =>
            plainRecords(JSON.parse(JSON.stringify(value)) as unknown),
          );
          expect(split(text.join(""), chunks)).toMatchObject({ records: expected, malformed: [] });
        },
      ),
      { numRuns: runs(300) },
    );
  });

  test("gives bytes that are the record and nothing else", () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), chunking, (values, chunks) => {
        const bytes = Buffer.from(values.map((value) => JSON.stringify({ value })).join("\n"));
        const { offsets } = split(bytes, chunks);
        const ends = [...offsets.slice(1).map((next) => next - 1), bytes.length];
        const texts = offsets.map((from, i) => bytes.toString("utf8", from, ends[i]));
        expect(texts).toEqual(values.map((value) => JSON.stringify({ value })));
      }),
    );
  });
});

describe("the splitter on broken input", () => {
  test.each([
    [
      "a line that is no JSON",
      '{"a":1}\noops {"x":1}\n{"b":2}\n',
      [{ a: 1 }, { b: 2 }],
      ["8 neither a JSON object nor an array"],
    ],
    [
      "garbage after a record",
      '{"a":1} x\n{"b":2}',
      [{ a: 1 }, { b: 2 }],
      ["8 neither a JSON object nor an array"],
    ],
    [
      "a line cut off within a string",
      '{"a":"x\n{"b":2}\n',
      [{ b: 2 }],
      ["0 cut off at the end of a line"],
    ],
    [
      "a line cut off after a backslash",
      '{"a":"x\\\n{"b":2}\n{"c":3}\n',
      [{ b: 2 }, { c: 3 }],
      ["0 cut off at the end of a line"],
    ],
    [
      "a line cut off after a value",
      '{"a":{"x":1}\n{"b":2}\n',
      [{ b: 2 }],
      ["0 cut off at the end of a line"],
    ],
    [
      "a line cut off after a colon",
      '{"a":\n{"b":2}\n{"c":3}\n',
      [{ b: 2 }, { c: 3 }],
      ["0 cut off at the end of a line"],
    ],
    [
      "a line cut off after a comma",
      '{"a":1,\n{"b":2}\n',
      [{ b: 2 }],
      ["0 cut off at the end of a line"],
    ],
    [
      "a line cut off within an array",
      '{"a":[1,\n{"b":2}\n{"c":3}\n',
      [{ b: 2 }, { c: 3 }],
      ["0 cut off at the end of a line"],
    ],
    [
      "two lines cut off",
      '{"a":\n{"b":\n{"c":3}\n',
      [{ c: 3 }],
      ["0 ends before it is closed", "6 cut off at the end of a line"],
    ],
    ["a last line cut off", '{"a":1}\n{"b":', [{ a: 1 }], ["8 ends before it is closed"]],
    [
      "a good line between halves of bad ones",
      '{"a":1, "x":[\n{"b":2}\n"y"]}\n{"c":3}',
      [{ b: 2 }, { c: 3 }],
      ["0 not valid JSON", "22 neither a JSON object nor an array"],
    ],
    ["balanced brackets that are no JSON", '{"a"}\n{"b":2}', [{ b: 2 }], ["0 not valid JSON"]],
    [
      "an element that is no JSON",
      '{"Records":[{"a":},{"b":2}]}',
      [{ b: 2 }],
      ["12 not valid JSON"],
    ],
    [
      "garbage between elements",
      '[{"a":1}, oops, {"b":2}]',
      [{ a: 1 }, { b: 2 }],
      ["10 not valid JSON"],
    ],
    [
      "a missing comma",
      '[{"a":1} {"b":2}]',
      [{ a: 1 }, { b: 2 }],
      ["9 no comma before this element"],
    ],
    ["a comma too many", '[{"a":1},,{"b":2}]', [{ a: 1 }, { b: 2 }], ["9 a comma too many"]],
    [
      "a file cut off between elements",
      '{"Records":[{"a":1},',
      [{ a: 1 }],
      ["20 the array is not closed"],
    ],
    [
      "a file cut off within an element",
      '{"Records":[{"a":1},{"b":"',
      [{ a: 1 }],
      ["20 ends before it is closed"],
    ],
    [
      "a file cut off before its last bracket",
      '{"Records":[{"a":1}]',
      [{ a: 1 }],
      ["20 ends before it is closed"],
    ],
    [
      "a file cut off before another",
      '{"Records":[{"a":1},{"b":"x\n{"Records":[{"c":3}]}',
      [{ a: 1 }, { c: 3 }],
      ["20 cut off at the end of a line"],
    ],
    [
      "an array that another file interrupts",
      '{"Records":[{"a":1}\n{"Records":[{"c":3}]}',
      [{ a: 1 }, { c: 3 }],
      ["20 the array is not closed"],
    ],
    [
      "an array closed as an object",
      '{"Records":[{"a":1}}\n{"b":2}',
      [{ a: 1 }, { b: 2 }],
      ["19 the array is not closed"],
    ],
    [
      "a broken line in an array of lines",
      '[\n{"a":"x\n{"b":2},\n{"c":3}\n]\n',
      [{ b: 2 }, { c: 3 }],
      ["2 cut off at the end of a line"],
    ],
    [
      "a pretty-printed object once, whatever is left of it",
      '{\n  "a": "x\n  ",\n  "b": {\n    "c": 1\n  }\n}\n{"d":2}\n',
      [{ d: 2 }],
      ["0 cut off at the end of a line"],
    ],
    [
      "no JSON at all",
      "hello\nworld",
      [],
      ["0 neither a JSON object nor an array", "6 neither a JSON object nor an array"],
    ],
    ["a bare value", "42\n", [], ["0 neither a JSON object nor an array"]],
  ])("reports %s and keeps its neighbours", (_, text, expected, malformed) => {
    for (const chunks of [[], CHUNKS_OF_ONE]) {
      expect(split(text, chunks)).toMatchObject({ records: expected, malformed });
    }
  });

  test("delivers every good line, whatever is cut off around it", () => {
    const good = record.map((value) => ({ text: JSON.stringify({ value }), isGood: true }));
    const cut = fc
      .tuple(record, fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([value, share]) => {
        const text = JSON.stringify({ value });
        return { text: text.slice(0, 1 + Math.floor(share * (text.length - 2))), isGood: false };
      });
    // Without closing brackets: halves that make one value across lines cannot be told from it.
    const garbage = fc
      .constantFrom("oops", "-- cut --", ",", "null", '"a":1', "\\", "\u0000")
      .map((text) => ({ text, isGood: false }));
    fc.assert(
      fc.property(
        fc.array(fc.oneof(good, cut, garbage), { minLength: 1, maxLength: 12 }),
        fc.constantFrom("\n", "\r\n"),
        chunking,
        (lines, newline, chunks) => {
          const found = split(lines.map(({ text }) => text).join(newline), chunks);
          const expected = lines
            .filter(({ isGood }) => isGood)
            .map(({ text }) => JSON.parse(text) as unknown);
          expect(found.records).toEqual(expected);
          expect(found.malformed.length > 0).toBe(lines.some(({ isGood }) => !isGood));
        },
      ),
      { numRuns: runs(1000) },
    );
  });

  test("says the same of any bytes in whatever chunks they arrive", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "{",
        "}",
        "[",
        "]",
        '"',
        "\\",
        ",",
        ":",
        "\n",
        " ",
        "1",
        '{"Records":[',
        '"hits":{',
        '{"a":1}',
        "x",
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), chunking, (pieces, chunks) => {
        const whole = split(pieces.join(""));
        expect(split(pieces.join(""), chunks)).toEqual(whole);
        expect(whole.offsets).toEqual([...whole.offsets].sort((a, b) => a - b));
      }),
      { numRuns: runs(1000) },
    );
  });

  test("takes time in proportion to its input, however often that is cut off", () => {
    const timeOf = (text: string): number => {
      const begun = performance.now();
      split(text);
      return performance.now() - begun;
    };
    for (const line of ['{"a":\n', "[\n", '{"a":[\n', '{"a":"\n', '{"Records":[\n', "{\n"]) {
      timeOf(line.repeat(2000));
      expect(timeOf(line.repeat(40_000))).toBeLessThan(2000);
    }
  });
});

describe("the splitter's memory", () => {
  const sink = () => {
    const seen = { records: 0, malformed: [] as string[], held: 0 };
    const splitter = createSplitter({
      skips: () => false,
      takes: () => {
        seen.records++;
        return true;
      },
      malformed: (offset, reason) => seen.malformed.push(`${offset} ${reason}`),
    });
    const write = (chunk: Uint8Array) => {
      splitter.write(chunk);
      seen.held = Math.max(seen.held, splitter.heldBytes());
    };
    return { seen, write, end: splitter.end };
  };

  test("does not grow with the input", () => {
    const { seen, write, end } = sink();
    const chunk = Buffer.from(`{"a":"${"x".repeat(1000)}"},`.repeat(1000));
    write(Buffer.from('{"Records":['));
    for (let i = 0; i < 100; i++) write(chunk);
    write(Buffer.from('{"a":1}]}'));
    end();
    expect(seen).toMatchObject({ records: 100_001, malformed: [] });
    expect(seen.held).toBeLessThan(1024 * 1024);
  });

  test("does not grow with a record that is too long, which is malformed and passed over", () => {
    const { seen, write, end } = sink();
    write(Buffer.from('{"Records":[{"a":1},{"b":"'));
    for (let i = 0; i < 64; i++) write(Buffer.alloc(1024 * 1024, "x"));
    write(Buffer.from('"},{"c":3}]}'));
    end();
    expect(seen).toMatchObject({ records: 2, malformed: ["20 longer than 16 MiB"] });
    expect(seen.held).toBeLessThan(2.1 * MAX_RECORD_BYTES);
  });

  test("takes a record of exactly the greatest length and refuses one byte more", () => {
    const frame = '{"b":""}'.length;
    for (const [extra, records] of [
      [0, 2],
      [1, 1],
    ] as const) {
      const { seen, write, end } = sink();
      write(Buffer.from(`{"b":"${"x".repeat(MAX_RECORD_BYTES - frame + extra)}"}\n{"c":3}\n`));
      end();
      expect(seen.records).toBe(records);
      expect(seen.malformed).toHaveLength(extra);
    }
  });
});

describe("lines of text", () => {
  const splitLines = (input: string, chunkLengths: readonly number[] = []) => {
    const lines: string[] = [];
    const malformed: string[] = [];
    const offsets: number[] = [];
    const splitter = createSplitter({
      skips: () => false,
      takes: () => true,
      malformed: (offset, reason) => malformed.push(`${offset} ${reason}`),
      line: (bytes, from, to, offset) => {
        const line = bytes.toString("utf8", from, to);
        if (line.startsWith("no")) return false;
        lines.push(line);
        offsets.push(offset);
        return true;
      },
    });
    const bytes = Buffer.from(input);
    let at = 0;
    for (const length of chunkLengths) {
      splitter.write(Uint8Array.from(bytes.subarray(at, at + length)));
      at += length;
    }
    splitter.write(bytes.subarray(at));
    splitter.end();
    return { lines, malformed, offsets };
  };

  test("are handed over whole, with their places, in whatever chunks they come", () => {
    const unit = fc.constantFrom("a", " ", "{", '"', "\\", "é", ",", "]");
    const line = fc.string({ unit, minLength: 0, maxLength: 30 }).map((text) => `x${text}x`);
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1 }),
        fc.constantFrom("\n", "\r\n"),
        chunking,
        (all, end, chunks) => {
          const text = all.join(end);
          const found = splitLines(text, chunks);
          expect(found.lines).toEqual(all);
          expect(found.malformed).toEqual([]);
          const bytes = Buffer.from(text);
          expect(
            found.offsets.map((offset) => bytes.subarray(offset, offset + 1).toString()),
          ).toEqual(all.map(() => "x"));
        },
      ),
      { numRuns: runs(300) },
    );
  });

  test("that nobody reads are malformed, and take no neighbor along", () => {
    expect(splitLines("one\nno\n\n{}\ntwo")).toEqual({
      lines: ["one", "two"],
      malformed: ["4 neither a JSON object nor an array"],
      offsets: [0, 11],
    });
  });

  test("of any length are passed over in bounded memory", () => {
    const long = "y".repeat(MAX_LINE_BYTES + 1);
    expect(splitLines(`${long}\nx`, [7, 40_000])).toEqual({
      lines: ["x"],
      malformed: ["0 neither a JSON object nor an array"],
      offsets: [long.length + 1],
    });
    const splitter = createSplitter({ skips: () => false, takes: () => true, malformed: () => 0 });
    for (let i = 0; i < 64; i++) splitter.write(Buffer.alloc(256 * 1024, "y"));
    expect(splitter.heldBytes()).toBeLessThan(4 * 1024 * 1024);
  });
});
