import type { Config } from "../../model/config";
import { counted } from "../../model/format";
import { stableId } from "../../model/hash";
import type { Severity } from "../../model/rule";
import { isoUtc } from "../../model/time";
import type { Incident } from "../../incidents/incident";
import { adviceFor } from "../advice";
import { linksOf, subjectOf, type Link } from "../email";
import { costLine, unsentLines, whatLine } from "../email-lines";
import { printable, withoutNumbers } from "../printable";

/* An event as https://developer.pagerduty.com/docs/events-api-v2-overview has it, without the key that
   says whose it is: only what sends it knows that. */

export type PagerDutySeverity = "critical" | "error" | "warning" | "info";

interface Named {
  /** What a later event of the same thing names it by; at most 255 characters. */
  readonly dedup_key: string;
}

export interface Trigger extends Named {
  readonly event_action: "trigger";
  readonly payload: {
    /** At most 1,024 characters. */
    readonly summary: string;
    readonly source: string;
    readonly severity: PagerDutySeverity;
    readonly timestamp: string;
    readonly component?: string;
    readonly group?: string;
    readonly class?: string;
    readonly custom_details?: Readonly<Record<string, unknown>>;
  };
  readonly links?: readonly Link[];
  readonly client?: string;
  readonly client_url?: string;
}

export interface Resolve extends Named {
  readonly event_action: "resolve";
}

export type PagerDutyEvent = Trigger | Resolve;

/** Hands an event to PagerDuty. @throws NotificationRefused when it is one that PagerDuty never takes */
export type SendToPagerDuty = (event: PagerDutyEvent) => Promise<void>;

const LONGEST_KEY = 255;

/** The name of a thing, or one that nobody can make meet another's where it is too long. */
export const dedupKey = (name: string): string =>
  name.length <= LONGEST_KEY ? name : stableId(name);

export const resolve = (name: string): Resolve => ({
  event_action: "resolve",
  dedup_key: dedupKey(name),
});

const SEVERITY: Readonly<Record<Severity, PagerDutySeverity>> = {
  critical: "critical",
  high: "error",
  medium: "warning",
  low: "info",
};

export const CLIENT = "SMS pumping detector";

/** Of other people's text: as much as tells who it is. */
const NAME = 120;

const named = (text: string): string => withoutNumbers(printable(text, NAME));

/** What an incident looks like in PagerDuty while it goes on. */
export function incidentTrigger(incident: Incident, config: Config): Trigger {
  const { id, accounts, regions, severity, addressCount, rules, money } = incident;
  const [account = "account unknown"] = accounts;
  const links = linksOf(incident, config);
  return {
    event_action: "trigger",
    dedup_key: dedupKey(id),
    payload: {
      summary: [subjectOf(incident), ...unsentLines(incident), whatLine(incident)]
        .join(" ")
        .slice(0, 1024),
      source: printable([account, ...regions].join(" "), NAME),
      severity: SEVERITY[severity],
      timestamp: isoUtc(incident.openedAt),
      component: named(incident.target),
      group: printable(account, NAME),
      class: incident.leadRuleId,
      custom_details: {
        what: whatLine(incident),
        cost: costLine(incident, config).replace(/^COST +/, ""),
        ...(incident.sentNothing === true && { sentNothing: true }),
        estimatedUsd: Math.round(money.usd * 100) / 100,
        from: counted(addressCount, "address", "addresses"),
        rules: rules.map(({ ruleId }) => ruleId),
        firstSeen: isoUtc(incident.firstSeen),
        revision: incident.revision,
        incident: id,
        doNow: adviceFor(incident),
        runbook: links[0]?.href,
      },
    },
    links: links.filter(({ href }) => href.startsWith("https://")),
    client: CLIENT,
    ...(config.dashboardUrl !== undefined && { client_url: config.dashboardUrl }),
  };
}
