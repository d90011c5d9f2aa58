import {
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  LookupEventsCommand,
  type AdvancedFieldSelector,
  type CloudTrailClient,
  type EventSelector,
  type Trail,
} from "@aws-sdk/client-cloudtrail";
import type { HistoryFacts, TrailFacts } from "../../../core/health/facts";
import type { FieldSelector, Selector } from "../../../core/health/selector";
import { SMS_SERVICES } from "../../../core/sources/harmless-calls";
import { DAY_MS } from "../../../core/model/time";
import { asked, factOf, pagesOf } from "./ask";

const fieldOf = (selector: AdvancedFieldSelector): FieldSelector => ({
  field: selector.Field ?? "",
  ...(selector.Equals && { equals: selector.Equals }),
  ...(selector.StartsWith && { startsWith: selector.StartsWith }),
  ...(selector.EndsWith && { endsWith: selector.EndsWith }),
  ...(selector.NotEquals && { notEquals: selector.NotEquals }),
  ...(selector.NotStartsWith && { notStartsWith: selector.NotStartsWith }),
  ...(selector.NotEndsWith && { notEndsWith: selector.NotEndsWith }),
});

const READ_ONLY: Readonly<Record<string, readonly string[]>> = {
  ReadOnly: ["true"],
  WriteOnly: ["false"],
};

/** Its data events are of S3, Lambda and DynamoDB only. */
function basicSelector(selector: EventSelector): readonly Selector[] {
  if (selector.IncludeManagementEvents === false) return [];
  const readOnly = READ_ONLY[selector.ReadWriteType ?? "All"];
  const excluded = selector.ExcludeManagementEventSources ?? [];
  return [
    [
      { field: "eventCategory", equals: ["Management"] },
      ...(readOnly === undefined ? [] : [{ field: "readOnly", equals: readOnly }]),
      ...(excluded.length === 0 ? [] : [{ field: "eventSource", notEquals: excluded }]),
    ],
  ];
}

async function readSelectors(client: CloudTrailClient, arn: string): Promise<readonly Selector[]> {
  const { AdvancedEventSelectors = [], EventSelectors = [] } = await asked(
    "cloudtrail:GetEventSelectors",
    () => client.send(new GetEventSelectorsCommand({ TrailName: arn })),
  );
  return [
    ...AdvancedEventSelectors.map(({ FieldSelectors = [] }) => FieldSelectors.map(fieldOf)),
    ...EventSelectors.flatMap(basicSelector),
  ];
}

async function isLogging(client: CloudTrailClient, arn: string): Promise<boolean> {
  const { IsLogging } = await asked("cloudtrail:GetTrailStatus", () =>
    client.send(new GetTrailStatusCommand({ Name: arn })),
  );
  return IsLogging === true;
}

async function readTrail(client: CloudTrailClient, trail: Trail): Promise<TrailFacts> {
  const arn = trail.TrailARN ?? trail.Name ?? "";
  return {
    name: trail.Name ?? arn,
    isLogging: await factOf(() => isLogging(client, arn)),
    selectors: await factOf(() => readSelectors(client, arn)),
  };
}

/** The trails that log a Region, those of other Regions and of the organization among them. */
export async function readTrails(client: CloudTrailClient): Promise<readonly TrailFacts[]> {
  const { trailList = [] } = await asked("cloudtrail:DescribeTrails", () =>
    client.send(new DescribeTrailsCommand({ includeShadowTrails: true })),
  );
  const trails: TrailFacts[] = [];
  for (const trail of trailList) trails.push(await readTrail(client, trail));
  return trails;
}

/** AWS takes two look-ups a second: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
const PACE_MS = 500;
const MOST_PAGES = 10;
const SPAN_MS = DAY_MS;

export interface HistoryClock {
  readonly nowMs: number;
  readonly pause: (ms: number) => Promise<void>;
}

async function historyOf(
  client: CloudTrailClient,
  service: string,
  { nowMs, pause }: HistoryClock,
): Promise<HistoryFacts> {
  const sinceMs = nowMs - SPAN_MS;
  const pages = await pagesOf(async (NextToken) => {
    await pause(PACE_MS);
    const { Events = [], NextToken: token } = await asked("cloudtrail:LookupEvents", () =>
      client.send(
        new LookupEventsCommand({
          LookupAttributes: [{ AttributeKey: "EventSource", AttributeValue: service }],
          StartTime: new Date(sinceMs),
          EndTime: new Date(nowMs),
          NextToken,
        }),
      ),
    );
    return { token, events: Events };
  }, MOST_PAGES);
  const events = pages.flatMap((page) => page.events);
  const calls = new Map<string, number>();
  for (const { EventName = "" } of events) calls.set(EventName, (calls.get(EventName) ?? 0) + 1);
  const isWhole = pages.at(-1)?.token === undefined;
  const oldest = Math.min(nowMs, ...events.flatMap(({ EventTime }) => EventTime?.getTime() ?? []));
  return { service, calls, isWhole, sinceMs: isWhole ? sinceMs : oldest };
}

/** What the services of texts were called for in the last day; of busy ones the newest calls. */
export async function readHistory(
  client: CloudTrailClient,
  clock: HistoryClock,
): Promise<readonly HistoryFacts[]> {
  const history: HistoryFacts[] = [];
  for (const service of SMS_SERVICES) history.push(await historyOf(client, service, clock));
  return history;
}
