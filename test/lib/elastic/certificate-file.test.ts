import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { certificateProblem } from "../../../lib/elastic/certificate-file";

const CA = join(__dirname, "..", "..", "fixtures", "ca.pem");
const pem = readFileSync(CA, "utf8");

const folder = mkdtempSync(join(tmpdir(), "certificate-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function problemOf(text: string): string | undefined {
  const file = join(folder, "ca.pem");
  writeFileSync(file, text);
  return certificateProblem(file);
}

test("one certificate or several are a file to trust", () => {
  expect(certificateProblem(CA)).toBeUndefined();
  expect(problemOf(`Bag Attributes\r\n${pem}\n${pem}`)).toBeUndefined();
});

test.each([
  ["a file that is not there", () => certificateProblem(join(folder, "none")), /no such file/],
  ["a folder", () => certificateProblem(folder), /no such file can be read; give the path/],
  ["an empty file", () => problemOf(""), /holds no certificate; give a PEM file/],
  ["the binary form", () => problemOf("0\u0082\u0001"), /holds no certificate/],
  ["half a certificate", () => problemOf(pem.slice(0, 200)), /holds no certificate/],
  [
    "a damaged certificate",
    () => problemOf(`${pem}\n${pem.replace("MIIB", "AAAA")}`),
    /holds a certificate that is damaged; give/,
  ],
  [
    "a private key",
    () => problemOf(`${pem}\n-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----`),
    /holds a private key; give a PEM file with certificates alone/,
  ],
])("refuses %s", (_, problem, text) => {
  expect(problem()).toMatch(text);
});
