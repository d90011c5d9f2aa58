import { mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";

/** The only version whose parts are all on Maven Central, as far as looked for. */
export const VERSION = "8.19.0";

interface Artifact {
  readonly group: string;
  readonly name: string;
}

const server = (name: string): Artifact => ({ group: "org.elasticsearch", name });
const plugin = (name: string): Artifact => ({ group: "org.elasticsearch.plugin", name });

/** Each brings what it needs. */
const WANTED: readonly Artifact[] = [
  server("elasticsearch"),
  ...["transport-netty4", "x-pack-core", "x-pack-security", "x-pack-esql", "x-pack-esql-core"].map(
    plugin,
  ),
];

/** Named by those above, and not on Maven Central: java/ has what is asked of them. */
const MISSING: readonly Artifact[] = [
  { group: "org.opensaml", name: "*" },
  { group: "net.shibboleth.utilities", name: "*" },
  ...["elasticsearch-h3", "dissect"].map(server),
  ...[
    "es-opensaml-security-api",
    "nimbus-jose-jwt-modified",
    "kql",
    "x-pack-esql-compute-ann",
    "arrow",
    "mapper-version",
  ].map(plugin),
];

const coordinates = ({ group, name }: Artifact): string =>
  `<groupId>${group}</groupId><artifactId>${name}</artifactId>`;

const EXCLUSIONS = MISSING.map((each) => `<exclusion>${coordinates(each)}</exclusion>`).join("");

const dependency = (artifact: Artifact): string =>
  `<dependency>${coordinates(artifact)}<version>${VERSION}</version><exclusions>${EXCLUSIONS}</exclusions></dependency>`;

/** For `mvn dependency:copy-dependencies`. */
export const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion>
<groupId>sms-pumping-detector</groupId><artifactId>elastic-real</artifactId><version>1</version>
<dependencies>
${WANTED.map(dependency).join("\n")}
</dependencies>
</project>
`;

/**
 * Which jars are a module's own, as in the distribution: each module has its own class loader there,
 * or one would offer the services of another. All others are the server's.
 */
const MODULES: Readonly<Record<string, RegExp>> = {
  netty4: /^(?:netty|transport-netty4)-/,
  xpack:
    /^(?:x-pack-core|x-pack-template-resources|unboundid|elasticsearch-ssl-config|http|commons)/,
  esql: /^(?:x-pack-esql|lucene-spatial3d|antlr4-runtime)/,
  security:
    /^(?:x-pack-security|oauth2|xmlsec|cryptacular|json-smart|accessors|lang-tag|content-type|guava|failureaccess|jakarta|slf4j|joda|metrics|jcip)/,
};

/** Moves each module's jars from `lib` into its folder of `modules`. */
export function sortJars(folder: string): void {
  const lib = join(folder, "lib");
  for (const [module, pattern] of Object.entries(MODULES)) {
    const own = join(folder, "modules", module);
    mkdirSync(own, { recursive: true });
    for (const jar of readdirSync(lib).filter((name) => pattern.test(name))) {
      renameSync(join(lib, jar), join(own, jar));
    }
  }
}
