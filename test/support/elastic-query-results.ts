/**
 * Which of the example documents each query of the page is to find, by its question and their names:
 * read off the examples by hand.
 */
export const QUERY_RESULTS: Readonly<Record<string, readonly string[]>> = {
  "What should somebody look at?": [
    "incident",
    "incident-escalated",
    "incident-ipv6",
    "incident-texts",
    "incident-web",
  ],
  "Everything about one attack: the incident's life and what it is made of": [
    "incident",
    "finding",
    "incident-closed",
  ],
  "How did attacks end, and what did the dear ones cost?": ["incident-closed"],
  "What has this network done, to whom?": [
    "finding-app-client",
    "finding-network",
    "finding-user-agent",
  ],
  "Real attacks on one app client that nobody has muted": [
    "incident",
    "incident-closed",
    "incident-escalated",
    "incident-ipv6",
  ],
  "Did one principal send?": ["finding-principal", "incident-texts"],
  "Attacks on numbers of one country": ["incident-texts"],
  "Attacks that were refused in part: the throttled calls": [
    "incident",
    "incident-closed",
    "incident-drill",
    "incident-suppressed",
  ],
  "Drills, and whether they came through": ["incident-drill"],
};
