/** A question to the documents, and the query in Kibana's language that answers it. */
export interface ElasticQuery {
  readonly question: string;
  readonly kql: string;
}

/**
 * Shown in `docs/elastic/finding-document.md`; a test asks them of the examples.
 *
 * @param incidentId the incident to ask for by its id
 */
export const elasticQueries = (incidentId: string): readonly ElasticQuery[] => [
  {
    question: "What should somebody look at?",
    kql: 'data_stream.dataset: "sms_pumping.finding" and event.kind: "alert"',
  },
  {
    question: "Everything about one attack: the incident's life and what it is made of",
    kql: `event.id: "${incidentId}"`,
  },
  {
    question: "How did attacks end, and what did the dear ones cost?",
    kql: 'event.action: "incident-closed" and sms_pumping.money.usd >= 5',
  },
  {
    question: "What has this network done, to whom?",
    kql: 'sms_pumping.type: "finding" and related.ip: "198.18.0.0/24"',
  },
  {
    question: "Real attacks on one app client that nobody has muted",
    kql: 'sms_pumping.type: "incident" and sms_pumping.target: "client:1h57kf5cpq17m0eml12EXAMPLE" and not tags: "suppressed" and not tags: "drill"',
  },
  {
    question: "Did one principal send?",
    kql: 'user.name: "deploy-bot" and rule.id: "sms-api-burst"',
  },
  {
    question: "Attacks on numbers of one country",
    kql: 'event.kind: "alert" and sms_pumping.destination_blocks: +99890*',
  },
  {
    question: "Attacks that were refused in part: the throttled calls",
    kql: 'sms_pumping.type: "incident" and sms_pumping.calls.outcome: "throttled"',
  },
  {
    question: "Drills, and whether they came through",
    kql: 'tags: "drill" and event.action: "incident-opened"',
  },
];
