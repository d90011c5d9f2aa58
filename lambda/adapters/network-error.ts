/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE: ReadonlySet<string> = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

export interface NetworkTrouble {
  readonly text: string;
  /** Whether another try may fare better. */
  readonly isTransient: boolean;
}

type ErrorLike = Readonly<Partial<Record<"name" | "code" | "cause", unknown>>>;

/** An error of `fetch` may come from another realm, where it is no instance of this one's. */
const read = (error: unknown): ErrorLike =>
  typeof error === "object" && error !== null ? error : {};

/** What went wrong when `fetch` threw: the cause stands inside of an error that says nothing. */
export function networkTrouble(error: unknown): NetworkTrouble {
  const { name, code, cause } = read(error);
  if (name === "TimeoutError") return { text: "it did not answer in time", isTransient: true };
  const known = [read(cause).code, code, read(cause).name].find((each) => typeof each === "string");
  const text = typeof known === "string" ? known : "no code";
  if (!CERTIFICATE.has(text))
    return { text: `it could not be reached (${text})`, isTransient: true };
  return {
    text: `its certificate is not trusted (${text}): configure the authority that issued it`,
    isTransient: false,
  };
}
