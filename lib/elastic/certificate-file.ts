import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

function isReadable(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}

/** What is wrong with a file of certificates and what to give instead, if anything is wrong. */
export function certificateProblem(path: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return "no such file can be read; give the path of a PEM file";
  }
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    return "it holds a private key; give a PEM file with certificates alone";
  }
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) {
    return "it holds no certificate; give a PEM file, whose first line is -----BEGIN CERTIFICATE-----";
  }
  return certificates.every(isReadable)
    ? undefined
    : "it holds a certificate that is damaged; give a whole PEM file";
}
