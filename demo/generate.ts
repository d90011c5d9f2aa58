/* Writes demo/cloudtrail, the CloudTrail archive that the demo replays: `npx tsx demo/generate.ts`. */

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { seeded } from "../test/support/random";
import { cloudTrailFile } from "../test/support/records";
import { botnet, flood } from "./attacks";
import { customers, unrelated } from "./business";
import { DAY_BEFORE, DEMO_DAY } from "./clock";
import { archive } from "./delivery";

export { groundTruth } from "./ground-truth";

export const ARCHIVE = join(__dirname, "cloudtrail");

/** How much of the demo day's business the day before has. */
const THIN = 0.4;

/** The text of every file by its path below `demo/cloudtrail`: the same at every run. */
export function demoFiles(): ReadonlyMap<string, string> {
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
  return new Map([...files].map(([path, held]) => [path, cloudTrailFile(held)]));
}

function write(): void {
  rmSync(ARCHIVE, { recursive: true, force: true });
  for (const [path, text] of demoFiles()) {
    const file = join(ARCHIVE, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, gzipSync(text, { level: 9 }));
  }
}

if (require.main === module) write();
