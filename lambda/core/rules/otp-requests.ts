import type { Config } from "../model/config";
import type { Observation, WebRequest } from "../model/observation";
import { likeAny } from "../model/wildcard";

/** Requests by which people send something. */
export const SENDING_METHODS = ["POST", "PUT", "PATCH"];
const REFUSALS = [400, 422, 429];

const isOfMethod = ({ method }: WebRequest, methods: readonly string[]): boolean =>
  method.some((each) => methods.includes(each));

const mayHaveSent = (status: number): boolean =>
  (status >= 200 && status < 400) || REFUSALS.includes(status);

/** Whether a request has a site send a code, or tries to. */
export function isCodeRequest({ otpPaths }: Config): (observation: Observation) => boolean {
  const sendsCode = likeAny(otpPaths);
  return ({ web }) =>
    web !== undefined &&
    isOfMethod(web, SENDING_METHODS) &&
    sendsCode(web.path) &&
    (web.status.length === 0 || web.status.some(mayHaveSent));
}

/** What a form answers that goes on to another page once it is filled in. */
const GOES_ON = [302, 303];

/**
 * Whether a server took what was posted. A firewall's log has no status, whatever became of the
 * request, and 301, 307 and 308 only send it elsewhere, as to HTTPS: anybody gets those for any code.
 */
const isTaken = ({ status }: WebRequest): boolean =>
  status.some((each) => (each >= 200 && each < 300) || GOES_ON.includes(each));

/** Successful requests to paths at which a code is typed in: what confirms those that send one. */
export function isCodeTypedIn({ verifyPaths, otpPaths }: Config) {
  const [takesCode, sendsCode] = [likeAny(verifyPaths), likeAny(otpPaths)];
  return ({ web, outcome }: Observation): boolean =>
    web !== undefined &&
    outcome === "success" &&
    isTaken(web) &&
    isOfMethod(web, SENDING_METHODS) &&
    takesCode(web.path) &&
    !sendsCode(web.path);
}

/** What `isCodeTypedIn` cannot tell. */
export const ANY_CODE_BLIND_SPOT =
  "A site that answers a wrong code with the same status as the right one: whoever posts anything to verifyPaths confirms. Let it refuse wrong codes by status.";

/* The mission's query, https://attack.mitre.org/techniques/T1496/003/ in Elastic's terms: which
   web requests have to do with codes and phones. */

export const CATEGORIES = ["network", "web"];
export const PROTOCOLS = ["http", "https"];
export const METHODS = ["POST", "GET"];
export const STATUSES = [200, 400, 422, 429];

/** What follows the slash that begins a part of the path. */
export const PATH_WORDS = [
  "otp",
  "verify",
  "verification",
  "confirm",
  "sms",
  "phone",
  "mobile",
  "2fa",
  "mfa",
  "passcode",
  "send-code",
  "send_code",
];
export const QUERY_WORDS = ["phone", "mobile", "otp", "verify"];
export const PROVIDER_HOSTS = [
  "twilio.com",
  "sns.amazonaws.com",
  "vonage.com",
  "plivo.com",
  "telnyx.com",
  "messagebird.com",
];

export const pathPatterns = PATH_WORDS.map((word) => `*/${word}*`);
export const anywhere = (texts: readonly string[]): readonly string[] =>
  texts.map((text) => `*${text}*`);
