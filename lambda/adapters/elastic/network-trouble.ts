/** What went wrong on the way to a host. */
export interface NetworkTrouble {
  /** What it means and where to look, with Node's code for it. */
  readonly text: string;
  /** Whether another try may fare better. */
  readonly isTransient: boolean;
}

const NO_HOST = "no such host: look at the spelling and the network";
const NO_WAY = "no way there: look at the network";
const NO_TLS = "no TLS is spoken there: look at the port, and at http or https";

const MEANINGS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody answers there: look at the host and the port",
  ENOTFOUND: NO_HOST,
  EAI_AGAIN: NO_HOST,
  ETIMEDOUT: "no answer: look at the network, firewalls and traffic filters",
  EHOSTUNREACH: NO_WAY,
  ENETUNREACH: NO_WAY,
  ECONNRESET: "the connection was cut: look at http or https, firewalls and traffic filters",
  EPIPE: "the connection was cut: look at http or https, firewalls and traffic filters",
  EPROTO: NO_TLS,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
};

/* https://nodejs.org/api/tls.html#x509-certificate-error-codes */

const UNTRUSTED: readonly string[] = [
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
];

const WRONG_CERTIFICATE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is of another host: look at the spelling",
};

function certificateTrouble(code: string, trust: string): string | undefined {
  return UNTRUSTED.includes(code)
    ? `the certificate is of no authority that this machine trusts: ${trust}`
    : WRONG_CERTIFICATE[code];
}

function codeOf(error: unknown): string {
  const hasCode = typeof error === "object" && error !== null && "code" in error;
  return hasCode && typeof error.code === "string" ? error.code : "";
}

/**
 * What an error of the transport means; undefined for one that is not the network's.
 *
 * @param trust how to have a certificate trusted that is of no known authority
 */
export function networkTrouble(error: unknown, trust: string): NetworkTrouble | undefined {
  const code = codeOf(error);
  const certificate = certificateTrouble(code, trust);
  if (certificate !== undefined) return { text: `${certificate} (${code})`, isTransient: false };
  const meaning = code.startsWith("HPE_")
    ? "no HTTP is spoken there: look at the port"
    : MEANINGS[code];
  return meaning === undefined ? undefined : { text: `${meaning} (${code})`, isTransient: true };
}
