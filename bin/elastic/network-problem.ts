import { codeOf } from "../input/input-error";

const UNTRUSTED = "the certificate is of no authority that this machine trusts: give it with --ca";

const MEANINGS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody answers there: look at the host and the port",
  ENOTFOUND: "no such host: look at the spelling and the network",
  EAI_AGAIN: "no such host: look at the spelling and the network",
  ETIMEDOUT: "no answer: look at the network, firewalls and traffic filters",
  EHOSTUNREACH: "no way there: look at the network",
  ENETUNREACH: "no way there: look at the network",
  ECONNRESET: "the connection was cut: look at http or https, firewalls and traffic filters",
  EPROTO: "no TLS is spoken there: look at the port, and at http or https",
  ERR_SSL_WRONG_VERSION_NUMBER: "no TLS is spoken there: look at the port, and at http or https",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "no TLS is spoken there: look at the port, and at http or https",
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  CERT_HAS_EXPIRED: "its certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is of another host: look at the spelling",
};

/** What an error on the way to a host means, with Node's code for it; undefined for other errors. */
export function networkProblem(error: unknown): string | undefined {
  const code = codeOf(error);
  if (code in MEANINGS) return `${MEANINGS[code] ?? ""} (${code})`;
  return code.startsWith("HPE_")
    ? `no HTTP is spoken there: look at the port (${code})`
    : undefined;
}
