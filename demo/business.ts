import { visitAt, visitRecords } from "../test/support/population";
import { ipv4In, type Random } from "../test/support/random";
import { apiCall, cognitoCall, type CloudTrailRecord } from "../test/support/records";
import { HOUR, SECOND } from "./clock";

/** SMS requests in the busiest hour of the demo day. */
const PEAK_PER_HOUR = 150;

/** Share of the busiest hour by hour of the UTC day: a business on the American east coast. */
const RHYTHM = [
  0.55, 0.48, 0.38, 0.28, 0.19, 0.13, 0.09, 0.07, 0.07, 0.09, 0.15, 0.27, 0.42, 0.56, 0.7, 0.8,
  0.88, 0.93, 0.97, 1, 1, 0.94, 0.84, 0.7,
];

/** Mobile carriers put many customers behind one address each. */
const CARRIERS = ["198.51.100.44", "192.0.2.201"] as const;

/** Addresses of households: the shared address space stands in for the Internet at large. */
const HOMES = "100.64.0.0/10";

const addressOf = (random: Random): string =>
  random.chance(0.24) ? random.pick(CARRIERS) : ipv4In(random, HOMES);

/** Instants of a day at which something happens `perHour` times in the busiest hour. */
function instants(random: Random, dayMs: number, perHour: number): readonly number[] {
  const found: number[] = [];
  for (const [hour, share] of RHYTHM.entries()) {
    const start = dayMs + hour * HOUR;
    const gap = HOUR / (perHour * share);
    for (
      let at = start + random.exponential(gap);
      at < start + HOUR;
      at += random.exponential(gap)
    ) {
      found.push(Math.floor(at));
    }
  }
  return found;
}

/**
 * A day of people who ask for codes, 78 % of whom type them in.
 *
 * @param scale 1 for the demo day, less for a thinner one
 */
export const customers = (
  random: Random,
  dayMs: number,
  scale: number,
): readonly CloudTrailRecord[] =>
  instants(random, dayMs, PEAK_PER_HOUR * scale).flatMap((atMs) =>
    visitRecords(random, visitAt(random, atMs, addressOf(random))),
  );

const NOISE: readonly (readonly [string, string, boolean])[] = [
  ["ec2", "DescribeInstances", true],
  ["ec2", "DescribeNetworkInterfaces", true],
  ["s3", "GetBucketAcl", true],
  ["s3", "ListBuckets", true],
  ["sts", "AssumeRole", true],
  ["sts", "GetCallerIdentity", true],
  ["kms", "Decrypt", true],
  ["logs", "CreateLogStream", false],
  ["dynamodb", "DescribeTable", true],
  ["sns", "ListTopics", true],
  ["cognito-idp", "DescribeUserPool", true],
];

function unrelatedCall(random: Random, at: number): CloudTrailRecord {
  const [service, action, readOnly] = random.pick(NOISE);
  const isOwn = random.chance(0.2);
  return apiCall({
    id: random.uuid(),
    at,
    service,
    action,
    readOnly,
    role: random.pick(["app-server", "deploy", "monitoring"]),
    ip: isOwn ? `${service}.amazonaws.com` : `192.0.2.${random.integer(10, 40)}`,
    outcome: random.chance(0.01) ? "AccessDenied" : "success",
  });
}

/** Apps renew their tokens all day: calls to the same API that send nothing. */
function tokenRefresh(random: Random, at: number): CloudTrailRecord {
  const { device, ip } = visitAt(random, at, addressOf(random));
  return cognitoCall({
    id: random.uuid(),
    at,
    action: "InitiateAuth",
    authFlow: "REFRESH_TOKEN_AUTH",
    ip,
    ...device,
    sub: random.uuid(),
  });
}

/** What else a trail records. */
export const unrelated = (
  random: Random,
  dayMs: number,
  scale: number,
): readonly CloudTrailRecord[] =>
  instants(random, dayMs, 70 * scale).map((at) =>
    random.chance(0.3)
      ? tokenRefresh(random, at + random.integer(0, 30) * SECOND)
      : unrelatedCall(random, at),
  );
