import { fail, judged, ok, warn, type Check } from "../check";
import type { HealthAudience, TopicFacts } from "../facts";
import { counted, listed } from "../../model/format";
import { printable, withoutNumbers } from "../../notifications/printable";

const WIDTH = 100;

/** The path of a webhook is its key, and a report is read by many. */
function endpointText(endpoint: string): string {
  const [scheme, , host = ""] = endpoint.split("/");
  return /^https?:$/.test(scheme ?? "")
    ? printable(`${scheme}//${host.split("@").at(-1) ?? ""}/..`, 60)
    : withoutNumbers(printable(endpoint, 60));
}

/** Configured addresses that AWS does not know, or no longer: each e-mail has a link to end it. */
function gone({ emails, pending }: TopicFacts, wanted: readonly string[]): readonly string[] {
  const there = new Set([...emails, ...pending].map((each) => each.toLowerCase()));
  return wanted.filter((address) => !there.has(address.toLowerCase()));
}

function problemOf(topic: TopicFacts, wanted: readonly string[]): string | undefined {
  const { stack, confirmed, pending } = topic;
  const missing = gone(topic, wanted);
  const problems = [
    ...(pending.length > 0 ? [`not confirmed by ${listed(pending.map(endpointText), WIDTH)}`] : []),
    ...(missing.length > 0 ? [`not subscribed: ${listed(missing.map(endpointText), WIDTH)}`] : []),
  ];
  if (problems.length > 0) return `${stack}: ${problems.join(", ")}`;
  return confirmed === 0 ? `${stack}: nobody is subscribed` : undefined;
}

const hasNobody = ({ confirmed, pending }: TopicFacts): boolean => confirmed + pending.length === 0;

interface Audience {
  readonly audience: HealthAudience;
  readonly hears: string;
  /** The configuration's key of its addresses. */
  readonly key: string;
  readonly verdict: typeof fail;
  /** Whether it is fine if nobody is configured. */
  readonly mayBeNobody: boolean;
}

const subscriptions = ({ audience, hears, key, verdict, mayBeNobody }: Audience): Check => ({
  id: `subscriptions-${audience}`,
  asks: `Has every address confirmed that hears of ${hears}?`,
  judge: ({ audiences, addresses }) =>
    judged(audiences[audience], (topics) => {
      const remedy = `add an address to ${key} and deploy, have the link in AWS's e-mail followed, or subscribe who left again`;
      if (topics.length === 0) return verdict("no stack has this topic", "deploy the spend stack");
      const wanted = addresses?.[audience];
      if (mayBeNobody && wanted?.length === 0 && topics.every(hasNobody)) {
        return ok("no address is configured");
      }
      const problems = topics.flatMap((topic) => problemOf(topic, wanted ?? []) ?? []);
      const total = topics.reduce((sum, { confirmed }) => sum + confirmed, 0);
      return problems.length === 0
        ? ok(`${counted(total, "subscription")} confirmed`)
        : verdict(problems.join("; "), remedy);
    }),
});

/** One check for each audience. Nobody is harmed if nobody hears of a drill. */
export const subscriptionChecks: readonly Check[] = [
  subscriptions({
    audience: "on-call",
    hears: "attacks",
    key: "onCallEmails",
    verdict: fail,
    mayBeNobody: false,
  }),
  subscriptions({
    audience: "cost-owner",
    hears: "money",
    key: "costOwnerEmails",
    verdict: fail,
    mayBeNobody: false,
  }),
  subscriptions({
    audience: "pipeline",
    hears: "the detector's own trouble",
    key: "pipelineEmails",
    verdict: fail,
    mayBeNobody: false,
  }),
  subscriptions({
    audience: "drills",
    hears: "drills",
    key: "drillEmails",
    verdict: warn,
    mayBeNobody: true,
  }),
];
