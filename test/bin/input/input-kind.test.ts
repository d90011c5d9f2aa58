import { inputKind } from "../../../bin/input/input-kind";

const kind = (text: string, reason?: string): string => inputKind(Buffer.from(text), reason);

test.each([
  ["", /^an empty input/],
  [" \n\t\n", /^nothing but white space/],
  ['{"Records":[]}', /^a list without records/],
  ["[ ]", /^a list without records/],
  ['{"Records":[', /^JSON without a record/],
  ['﻿{"a":1}', /its first keys are a$/],
  ['{"a\\"b":{"a":1,"c" : 2}}', /its first keys are a\\"b, a, c$/],
  ["----------\n|  LookupEvents", /^`aws … --output table`\?/],
  ["Events:\n- AccessKeyId: A", /^YAML/],
  ["EVENTS\tAKIA\t{}", /^`aws … --output text`\?/],
  ["2026-11-17T11:00:00Z\tSignUp\n", /^`aws … --output text`\?/],
  ['"eventname","eventtime","count"\n"a","b","1"', /^CSV\?/],
  ["name;time;user\n", /^CSV\?/],
  ["<?xml version='1.0'?><a/>", /^XML\?/],
  ["<html lang=en>", /^HTML/],
  ["Unable to locate credentials.", /^no JSON \(it begins "Unable to locate credentials\."\)$/],
  ["a\u0000b", /^binary data$/],
])("%j is %s", (text, said) => {
  expect(kind(text)).toMatch(said);
});

test.each([
  ["504b03040a", /^a zip archive/],
  ["504152311504", /^Parquet/],
  ["fffe7b002200", /^UTF-16, as PowerShell writes/],
  ["28b52ffd00", /^zstd/],
  ["1f8b0800", /^gzip within gzip/],
])("the bytes %s are told", (hex, said) => {
  expect(inputKind(Buffer.from(hex, "hex"))).toMatch(said);
});

test("JSON is told with the reason why its first value was not understood", () => {
  expect(kind('{"a":1}', "wrapped too deeply")).toBe(
    "JSON without a record that can be read (wrapped too deeply); its first keys are a",
  );
});

test("nothing that others wrote reaches the terminal as it is, or at length", () => {
  const hostile = `\u001b]0;x\u0007"\u202e${"y".repeat(900)}`;
  const keys = Array.from({ length: 99 }, (_, i) => `"${hostile.replace(/"/g, "")}${i}":1`);
  for (const said of [kind(`é${hostile.slice(6)}`), kind(`{"k\u202e\u009b":1,${keys.join()}`)]) {
    expect(said).toMatch(/^[\x20-\x7e…]*$/);
    expect(said.length).toBeLessThan(500);
  }
});
