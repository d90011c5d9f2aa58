import { duration, spelledDuration } from "../../lambda/core/model/format";
import { smsScouting } from "../../lambda/core/rules/sms-scouting";
import { MINUTE_MS } from "../../lambda/core/model/time";
import { settingsTrail } from "../data-sources";
import { esqlList, esqlOf, fromIndices } from "../esql";
import type { UnversionedRule } from "../kibana-rule";
import type { Licence } from "../licence";
import { nativeRule } from "../native-rule";
import { covering } from "../schedule";
import { SETTING_READS } from "../setting-reads";
import { suppressedBy, usualQuiet } from "../suppression";
import { alertsOnce } from "./otp-endpoint-guidance";

const { measure } = smsScouting;
const KEY = "aws.cloudtrail.user_identity.access_key_id";

/** A person looks at one; a thief tries where limits are high. */
const REGIONS = 2;

const READS = [...SETTING_READS]
  .map(
    ([service, names]) =>
      `(event.provider == ${JSON.stringify(service)} AND event.action IN ${esqlList(names)})`,
  )
  .join("\n      OR ");

const QUERY = esqlOf([
  fromIndices(settingsTrail.index),
  `WHERE ${KEY} IS NOT NULL
    AND aws.cloudtrail.user_identity.invoked_by IS NULL
    AND (
      ${READS}
    )`,
  `STATS Esql.reads = COUNT(*),
    Esql.region_count = COUNT_DISTINCT(cloud.region),
    Esql.regions = VALUES(cloud.region),
    Esql.addresses = COUNT_DISTINCT(source.ip),
    Esql.principal = MAX(aws.cloudtrail.user_identity.arn),
    Esql.first_seen = MIN(@timestamp),
    Esql.last_seen = MAX(@timestamp)
  BY ${KEY}`,
  `WHERE Esql.reads >= ${measure.threshold} AND Esql.region_count >= ${REGIONS}`,
  `KEEP ${KEY}, Esql.principal, Esql.reads, Esql.region_count, Esql.regions, Esql.addresses, Esql.first_seen, Esql.last_seen`,
  "SORT Esql.region_count DESC",
]);

/** One key that looks around in several Regions. */
export const scoutingRegions = (licence: Licence): UnversionedRule =>
  nativeRule({
    id: "sms-pumping-scouting-regions",
    basis: smsScouting,
    name: `${smsScouting.title}, in several Regions`,
    description: `One access key reads SMS attributes, sandbox state, origination numbers or spend limits ${measure.threshold} times in ${duration(measure.windowMs)}, in ${REGIONS} Regions or more: thieves look where a stolen key can send the most.`,
    data: settingsTrail,
    detection: { type: "esql", language: "esql", query: QUERY },
    schedule: covering(
      measure.windowMs,
      licence.isSuppressionLicensed ? 5 * MINUTE_MS : measure.windowMs,
    ),
    maxSignals: 100,
    suppression: suppressedBy([KEY], usualQuiet(measure), licence),
    fields: [KEY, "cloud.region", "event.action", "event.provider"],
    investigate: [KEY, "Esql.principal", "Esql.regions", "Esql.reads"],
    steps: [
      "Whose key is it? A key that begins with AKIA lives long and is what thieves have; one that begins with ASIA belongs to a session.",
      "In Discover by the key, over the last day: `source.ip`, `user_agent.original`, and what else it called. A posture tool reads everything of every service, a thief little but this.",
      "Denied calls count: `aws.cloudtrail.error_code` AccessDenied in many Regions is somebody who tries.",
      "Did it send afterwards? Look for SendTextMessage, and for spend: a Publish straight to a phone number is not logged.",
    ],
    choosing: [
      `It counts by the time of arrival, over ${spelledDuration(measure.windowMs)} and the interval.`,
      alertsOnce("access key"),
    ],
    blindSpots: [
      "A key that stays in one Region.",
      `Fewer than ${measure.threshold} reads, which may be all that a thief needs, and thieves who send without looking.`,
      "Regions whose trail does not reach Elastic.",
      "Reads that a service makes on somebody's behalf.",
    ],
  });
