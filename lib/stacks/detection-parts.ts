import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Detector } from "../constructs/detector";
import type { FindingsBus } from "../constructs/findings-bus";
import type { Forwarder } from "../constructs/forwarder";
import type { Notifier } from "../constructs/notifier";
import type { Relay } from "../constructs/relay";
import type { Sweeper } from "../constructs/sweeper";
import type { Tables } from "../constructs/tables";
import type { Topics } from "../constructs/topics";

/** What the detection stack is made of. */
export interface DetectionParts {
  readonly tables: Tables;
  readonly topics: Topics;
  readonly undelivered: IQueue;
  readonly detector: Detector;
  readonly bus: FindingsBus;
  readonly relay: Relay;
  readonly notifier: Notifier;
  readonly sweeper: Sweeper;
  /** Undefined where no Elastic is configured. */
  readonly forwarder: Forwarder | undefined;
}
