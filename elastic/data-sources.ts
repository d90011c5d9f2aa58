import { MINUTE_MS } from "../lambda/core/model/time";
import type { RelatedIntegration } from "./kibana-rule";

/** What a rule reads, and what must be switched on for it. */
export interface DataSource {
  readonly index: readonly string[];
  readonly integrations: readonly RelatedIntegration[];
  readonly tags: readonly string[];
  /** In one line, for the table of rules. */
  readonly needs: string;
  /** Steps, each a sentence. */
  readonly setup: readonly string[];
  /** How much later than others an event of the same minute may come in. */
  readonly latenessMs: number;
}

/** Both, as the tests of elastic/detection-rules ask of every rule on `logs-aws*`. */
const AWS_TAGS = ["Data Source: AWS", "Data Source: Amazon Web Services"];

/*
 * An integration is a policy template of its package: Kibana compares it with those, and a package
 * with a single one is named without. So it is seldom the data set's name, `elb` of `elb_logs`
 * (`createInstalledIntegrationSet` in elastic/kibana, security_solution; manifest.yml of each package
 * in elastic/integrations).
 *
 * Versions are the first that are no beta, that run on Kibana 8.19, and that write what the rules
 * read, by the packages' changelog.yml:
 *
 * - aws 3.16.0: `cloud.account.id` of calls that nobody signs, as most of Cognito's are, comes from
 *   `recipientAccountId` (https://github.com/elastic/integrations/pull/15217).
 * - nginx 1.2.0 and apache 1.3.0: the first for Kibana 8.
 * - iis 1.0.0 and network_traffic 1.0.0: the first that are no beta, later than those for Kibana 8.
 *
 * `>=` as elastic/detection-rules has it from 9.5 on, since when Kibana's form for editing takes it
 * (https://github.com/elastic/detection-rules/pull/6323, https://github.com/elastic/kibana/pull/274133).
 * `^`, which older forms take, would call each later major version a mismatch.
 */
const aws = (integration: string): RelatedIntegration => ({
  package: "aws",
  version: ">=3.16.0",
  integration,
});

const WEB_SERVERS: readonly RelatedIntegration[] = [
  { package: "nginx", version: ">=1.2.0" },
  { package: "apache", version: ">=1.3.0" },
  { package: "iis", version: ">=1.0.0" },
  { package: "network_traffic", version: ">=1.0.0" },
];

/** A load balancer writes a log file every five minutes; so do most others, or sooner. */
const WEB_LATENESS_MS = 5 * MINUTE_MS;

export const webLogs: DataSource = {
  index: [
    "logs-aws.elb_logs-*",
    "logs-aws.waf-*",
    "logs-aws.cloudfront_logs-*",
    "logs-nginx.access-*",
    "logs-apache.access-*",
    "logs-iis.access-*",
    "logs-network_traffic.http-*",
    "packetbeat-*",
  ],
  integrations: [aws("elb"), aws("waf"), aws("cloudfront"), ...WEB_SERVERS],
  tags: [...AWS_TAGS, "Data Source: Web Logs"],
  needs: "web access logs of what stands in front of the form: ALB, AWS WAF, CloudFront, nginx …",
  setup: [
    "Install Elastic's AWS integration with the data set `elb_logs`, `waf` or `cloudfront_logs`, or the integration of your web server, for whatever stands in front of the form that sends codes.",
    "Switch the log on in AWS: access logs of the load balancer or distribution, or the logging of the web ACL.",
    "See that `source.ip` is the caller's: behind a CDN or proxy the load balancer logs that proxy, so read the CDN's or the web ACL's log instead.",
    "Keep one of several logs of the same request, else each request counts twice: take the others out of the rule's index patterns.",
  ],
  latenessMs: WEB_LATENESS_MS,
};

/** Those of them that say how the site answered, and so whether a code was right. */
export const answeredWebLogs: DataSource = {
  ...webLogs,
  index: webLogs.index.filter((name) => !name.startsWith("logs-aws.waf")),
  integrations: [aws("elb"), aws("cloudfront"), ...WEB_SERVERS],
  needs: "web access logs with the status of the answer: ALB, CloudFront, nginx …",
};

const CLOUDTRAIL_SETUP =
  "Install Elastic's AWS integration with the data set `cloudtrail`; the rule reads `logs-aws.cloudtrail-*`.";

/** AWS promises no time; most events are there within this. */
const CLOUDTRAIL_LATENESS_MS = 15 * MINUTE_MS;

const trail = {
  index: ["logs-aws.cloudtrail-*"],
  integrations: [aws("cloudtrail")],
  latenessMs: CLOUDTRAIL_LATENESS_MS,
};

export const cognitoTrail: DataSource = {
  ...trail,
  tags: [...AWS_TAGS, "Data Source: AWS CloudTrail", "Data Source: Amazon Cognito"],
  needs: "CloudTrail, management events (read and write)",
  setup: [
    CLOUDTRAIL_SETUP,
    "Have a trail with management events, read and write: calls of Cognito user pools are among them, whether by the API or by the hosted UI. No data events are needed.",
  ],
};

export const sendsTrail: DataSource = {
  ...trail,
  tags: [...AWS_TAGS, "Data Source: AWS CloudTrail", "Data Source: Amazon SNS"],
  needs:
    "CloudTrail, data events of `AWS::SMSVoice::OriginationIdentity`, `Message` and `NotifyConfiguration`",
  setup: [
    CLOUDTRAIL_SETUP,
    "Have a trail with data events (advanced event selectors) of the resource types `AWS::SMSVoice::OriginationIdentity`, `AWS::SMSVoice::Message` and `AWS::SMSVoice::NotifyConfiguration`; without them the rule sees no send.",
    "A Publish of SNS straight to a phone number is not logged by CloudTrail, whatever is selected: the rule asks for it all the same, and finds it should AWS ever log it.",
    "For texts by way of topics with SMS subscribers select `AWS::SNS::Topic` too, and add the topics' ARNs to the query as further patterns of `aws.cloudtrail.request_parameters`.",
  ],
};

export const settingsTrail: DataSource = {
  ...trail,
  tags: [...AWS_TAGS, "Data Source: AWS CloudTrail", "Data Source: Amazon SNS"],
  needs: "CloudTrail of every Region, management events (read ones too)",
  setup: [
    CLOUDTRAIL_SETUP,
    "Have a trail over all Regions with management events, read ones included: a trail that records writes only sees none of this.",
  ],
};
