import type { Finding } from "../../lambda/core/findings/finding";
import type { JsonObject } from "../../lambda/core/sources/records/json";
import { DAY_MS, MINUTE_MS } from "../../lambda/core/model/time";
import { NIGHT, trips } from "./incidents";
import { cognitoCall } from "./records";

const SECOND_MS = 1000;
const TYPING_MS = 20 * SECOND_MS;

/** Codes that are asked for, of which some are typed in. */
export interface Codes {
  readonly count: number;
  readonly confirmed?: number;
  readonly startMs?: number;
  readonly everyMs?: number;
  readonly action?: string;
  readonly confirmation?: string;
  readonly clientId?: string;
}

const SIGN_UPS = { action: "SignUp", confirmation: "ConfirmSignUp" } as const;
export const RESETS = {
  action: "ForgotPassword",
  confirmation: "ConfirmForgotPassword",
} as const;

/** Requests by a user and from an address of their own each; what is confirmed is spread evenly. */
export const codes = ({
  count,
  confirmed = 0,
  startMs = NIGHT,
  everyMs = SECOND_MS,
  action = SIGN_UPS.action,
  confirmation = SIGN_UPS.confirmation,
  ...client
}: Codes): readonly JsonObject[] =>
  Array.from({ length: count }, (_, i): readonly JsonObject[] => {
    const at = startMs + i * everyMs;
    const sub = `00000000-0000-4000-8000-${String(at).slice(-12)}`;
    const call = { ...client, sub, ip: `198.51.${Math.floor(i / 250)}.${i % 250}` };
    const request = cognitoCall({ ...call, at, action, medium: "SMS" });
    const typed = cognitoCall({ ...call, at: at + TYPING_MS, action: confirmation });
    return (i * confirmed) % count < confirmed ? [request, typed] : [request];
  }).flat();

/** The day before, on which 400 codes were asked for. */
export const past = (confirmed: number, known: Partial<Codes> = {}): readonly JsonObject[] =>
  codes({
    count: 400,
    confirmed,
    startMs: Math.floor(NIGHT / DAY_MS - 1) * DAY_MS,
    everyMs: 3 * MINUTE_MS,
    ...known,
  });

/** What a rule finds in records, the day before left out. */
export const foundTonight = async (
  ruleId: string,
  records: readonly JsonObject[],
): Promise<readonly Finding[]> =>
  (await trips(ruleId, records)).filter(({ firstFiring }) => firstFiring >= NIGHT);
