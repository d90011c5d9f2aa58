import { join } from "node:path";
import { seeded } from "../test/support/random";
import { cloudTrailFile } from "../test/support/records";
import { botnet, flood } from "./attacks";
import { customers, unrelated } from "./business";
import { DAY_BEFORE, DEMO_DAY } from "./clock";
import { archive } from "./delivery";

export const ARCHIVE = join(__dirname, "cloudtrail");

export { groundTruth } from "./ground-truth";

/** How much of the demo day's business the day before has. */
const THIN = 0.4;

/** The CloudTrail archive that the demo replays: the same at every run. */
export function demoFiles(): readonly { readonly path: string; readonly text: string }[] {
  const random = seeded("demo-day");
  const records = [
    ...customers(random.fork("customers/before"), DAY_BEFORE, THIN),
    ...unrelated(random.fork("unrelated/before"), DAY_BEFORE, THIN),
    ...customers(random.fork("customers"), DEMO_DAY, 1),
    ...unrelated(random.fork("unrelated"), DEMO_DAY, 1),
    ...flood(random.fork("flood")),
    ...botnet(random.fork("botnet")),
  ];
  const files = archive(random.fork("delivery"), records);
  return [...files].map(([path, held]) => ({
    path: `demo/cloudtrail/${path}`,
    text: cloudTrailFile(held),
  }));
}
