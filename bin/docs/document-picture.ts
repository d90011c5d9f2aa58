import type { ElasticDocument } from "../../lambda/core/elastic/document";
import { FIELDS, type FieldType } from "../../lambda/core/elastic/fields";
import { leavesOf } from "./document-leaves";

/** What somebody who opens the document looks at, in groups. */
const SHOWN: readonly (readonly string[])[] = [
  ["@timestamp", "event.kind", "event.action", "event.severity", "event.id", "event.reason"],
  ["rule.name", "threat.tactic.name", "threat.technique.subtechnique.id", "event.url"],
  ["source.ip", "user_agent.original", "cloud.account.id", "cloud.region"],
  ["event.start", "event.end", "event.created", "event.ingested"],
  [
    "sms_pumping.status",
    "sms_pumping.target",
    "sms_pumping.count",
    "sms_pumping.confirmed",
    "sms_pumping.measure.threshold",
    "sms_pumping.measure.window_seconds",
    "sms_pumping.money.usd",
    "sms_pumping.calls.action",
    "sms_pumping.rules.id",
  ],
];

const WIDTH = 940;
const ROW = 26;
const GAP = 12;
const TOP = 104;
const NAME_X = 58;
const VALUE_X = 374;
const LONGEST = 74;

const GLYPHS: Readonly<Record<FieldType, readonly [letter: string, colour: string]>> = {
  keyword: ["k", "#4a7194"],
  "keyword+text": ["k", "#4a7194"],
  constant_keyword: ["k", "#4a7194"],
  match_only_text: ["t", "#4a7194"],
  date: ["d", "#7b5ea7"],
  long: ["#", "#387765"],
  float: ["#", "#387765"],
  double: ["#", "#387765"],
  boolean: ["b", "#996130"],
  ip: ["ip", "#a6407f"],
};

const TYPES = new Map(FIELDS.map(([name, type]) => [name, type]));

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const cut = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;

function valuesOf(body: object): ReadonlyMap<string, string> {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of leavesOf(body)) {
    const own = values.get(name) ?? new Set();
    for (const item of [value].flat()) own.add(String(item));
    values.set(name, own);
  }
  return new Map([...values].map(([name, own]) => [name, [...own].join(", ")]));
}

function row(name: string, value: string, y: number): string {
  const [letter, colour] = GLYPHS[TYPES.get(name) ?? "keyword"];
  return [
    `<rect x="26" y="${y - 13}" width="20" height="17" rx="3" fill="${colour}" fill-opacity="0.14"/>`,
    `<text x="36" y="${y}" class="glyph" fill="${colour}">${letter}</text>`,
    `<text x="${NAME_X}" y="${y}" class="name">${name}</text>`,
    `<text x="${VALUE_X}" y="${y}" class="value">${escaped(cut(value))}</text>`,
  ].join("\n");
}

/** The rows of all groups with a line above each, and where they end. */
function table(values: ReadonlyMap<string, string>): {
  readonly rows: string;
  readonly end: number;
} {
  const parts: string[] = [];
  let y = TOP;
  for (const group of SHOWN) {
    parts.push(`<path d="M26 ${y}H${WIDTH - 26}" stroke="#d3dae6"/>`);
    y += GAP / 2;
    for (const name of group) {
      y += ROW;
      parts.push(row(name, values.get(name) ?? "", y - 7));
    }
    y += GAP / 2;
  }
  return { rows: parts.join("\n"), end: y };
}

function badge(x: number, text: string, colour: string): string {
  const width = text.length * 7 + 18;
  return [
    `<rect x="${x}" y="60" width="${width}" height="22" rx="4" fill="${colour}"/>`,
    `<text x="${x + width / 2}" y="75" class="badge">${text}</text>`,
  ].join("\n");
}

const STYLE = `text{font-family:Inter,"Segoe UI",Helvetica,Arial,sans-serif;font-size:13px}
.title{font-size:16px;font-weight:600;fill:#1a1c21}
.id{fill:#69707d;font-size:12px}
.name{fill:#343741;font-weight:600}
.value{fill:#343741;font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:12px}
.glyph{font-size:11px;font-weight:700;text-anchor:middle}
.badge{fill:#fff;font-size:12px;font-weight:600;text-anchor:middle}`;

/** `docs/elastic/finding-document.svg`: a document of an incident, as a card of fields. */
export function documentPicture({ id, body }: ElasticDocument): string {
  const values = valuesOf(body);
  const { rows, end } = table(values);
  const height = end + 16;
  const title = values.get("message") ?? "";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8" fill="#fff" stroke="#d3dae6"/>`,
    `<text x="26" y="42" class="title">${escaped(title)}</text>`,
    badge(26, values.get("event.kind") ?? "", "#bd271e"),
    badge(92, values.get("sms_pumping.severity") ?? "", "#c4520d"),
    `<text x="152" y="75" class="id">_id ${id}</text>`,
    rows,
    "</svg>",
    "",
  ].join("\n");
}
