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

function problemOf({ stack, confirmed, pending }: TopicFacts): string | undefined {
  const waiting = listed(pending.map(endpointText), WIDTH);
  if (pending.length > 0) return `${stack}: not confirmed by ${waiting}`;
  return confirmed === 0 ? `${stack}: nobody is subscribed` : undefined;
}

interface Audience {
  readonly audience: HealthAudience;
  readonly hears: string;
  /** The configuration's key of its addresses. */
  readonly key: string;
  readonly verdict: typeof fail;
}

const subscriptions = ({ audience, hears, key, verdict }: Audience): Check => ({
  id: `subscriptions-${audience}`,
  asks: `Has every address confirmed that hears of ${hears}?`,
  judge: ({ audiences }) =>
    judged(audiences[audience], (topics) => {
      const remedy = `add an address to ${key} and deploy, or have the link in AWS's e-mail followed`;
      if (topics.length === 0) return verdict("no stack has this topic", "deploy the spend stack");
      const problems = topics.flatMap((topic) => problemOf(topic) ?? []);
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
  }),
  subscriptions({
    audience: "cost-owner",
    hears: "money",
    key: "costOwnerEmails",
    verdict: fail,
  }),
  subscriptions({
    audience: "pipeline",
    hears: "the detector's own trouble",
    key: "pipelineEmails",
    verdict: fail,
  }),
  subscriptions({
    audience: "drills",
    hears: "drills",
    key: "drillEmails",
    verdict: warn,
  }),
];
