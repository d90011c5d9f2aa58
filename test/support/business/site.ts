import type { Observation } from "../../../lambda/core/model/observation";
import { ACCOUNT } from "../observations";
import { CONFIRMED_SHARE } from "../population";
import { seeded } from "../random";
import { AGENTS, customerAddress } from "./people";
import { DAYS, endOf, instants, MONDAY, rhythm } from "./rhythm";

const SEND_PATH = "/api/otp/send";
const VERIFY_PATH = "/api/otp/verify";

/** Mistyped codes are refused. */
const MISTYPED_SHARE = 0.05;

/** A request to a web site that has to do with a code. */
export interface Posting {
  readonly id: string;
  readonly atMs: number;
  readonly ip: string;
  readonly userAgent: string;
}

const posted = (posting: Posting, path: string, status: number): Observation => ({
  ...posting,
  source: "ecs-http",
  kind: "web-request",
  action: "POST",
  outcome: status < 400 ? "success" : "failure",
  delivery: "possible",
  account: ACCOUNT,
  region: "eu-west-1",
  web: {
    category: ["web"],
    protocol: ["https"],
    method: ["POST"],
    path: [path],
    query: [],
    original: [],
    status: [status],
  },
});

/** A form that asks for a code. */
export const codeAsked = (posting: Posting): Observation => posted(posting, SEND_PATH, 200);

/** The code of a request, typed in. Its id tells the request's. */
export const codeTyped = (posting: Posting, atMs: number): Observation =>
  posted({ ...posting, id: `${posting.id}c`, atMs }, VERIFY_PATH, 200);

export interface SitePlan {
  readonly seed: string;
  /** Requests for a code in the busiest hour of a weekday. */
  readonly peakPerHour: number;
  /** False where the codes are checked by a server whose logs are not read. */
  readonly isVerifyLogged: boolean;
  /** CONFIRMED_SHARE where it is not said. */
  readonly confirmedShare?: number;
  readonly days?: number;
}

/** A web site with an own back end that sends codes, with the rhythm of a business. */
export function site({ seed, peakPerHour, isVerifyLogged, ...plan }: SitePlan) {
  const { days = DAYS, confirmedShare = CONFIRMED_SHARE } = plan;
  const random = seeded(`site/${seed}/${peakPerHour}`);
  const shareAt = rhythm(random.fork("rhythm"), days);
  const found: Observation[] = [];
  const visits = instants(random, MONDAY, endOf(days), (atMs) => peakPerHour * shareAt(atMs));
  for (const [i, atMs] of visits.entries()) {
    const ip = customerAddress(random);
    const posting = { id: `w${i}`, atMs, ip, userAgent: random.weighted(AGENTS) };
    found.push(codeAsked(posting));
    const typedMs = atMs + random.integer(15_000, 120_000);
    const isTyped = random.chance(confirmedShare);
    const isMistyped = random.chance(MISTYPED_SHARE);
    if (!isTyped || !isVerifyLogged) continue;
    if (isMistyped) {
      found.push(posted({ ...posting, id: `w${i}m`, atMs: typedMs - 8_000 }, VERIFY_PATH, 400));
    }
    found.push(codeTyped(posting, typedMs));
  }
  return found
    .filter(({ atMs }) => atMs < endOf(days))
    .sort((a, b) => a.atMs - b.atMs) as readonly Observation[];
}
