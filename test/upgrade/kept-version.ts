import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

/** Holds one folder for each earlier version that is kept. */
const VERSIONS = join(__dirname, "versions");

/** Stands in a kept assembly for the address of Elasticsearch, which each run has its own of. */
export const ELASTIC_PLACEHOLDER = "https://elastic.invalid";

/** Texts by their paths in the folder of an assembly. */
type Files = Readonly<Record<string, string>>;

/** What `cdk deploy` reads; the rest says how the assembly came about. */
const NEEDED = /^(manifest\.json|cdk\.out|[^/]+\.(template|assets)\.json|asset\..+)$/;

/** The files that a deployment needs. */
function filesIn(folder: string): Files {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .filter((name) => NEEDED.test(name))
    .sort();
  return Object.fromEntries(
    names.map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      return [name, text.replace(/^.*"additionalMetadataFile".*\n/gm, "")];
    }),
  );
}

/** All functions hold the same SDK: a window over all of them keeps it once. */
const packed = (files: Files): Buffer =>
  brotliCompressSync(JSON.stringify(files), {
    params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_QUALITY]: 11 },
  });

const fileOf = (version: string): string => join(VERSIONS, version, "assembly.json.br");

/** The configuration that a version was synthesized with. */
export const configFileOf = (version: string): string => join(VERSIONS, version, "config.json");

/** The versions that are kept, in the order of their names. */
export const keptVersions = (): readonly string[] => readdirSync(VERSIONS).sort();

/** Keeps the assembly in a folder, and the configuration that it was synthesized with. */
export function keepVersion(version: string, assembly: string, config: string): void {
  mkdirSync(join(VERSIONS, version), { recursive: true });
  writeFileSync(fileOf(version), packed(filesIn(assembly)));
  writeFileSync(configFileOf(version), config);
}

/** Writes a kept assembly into a new folder, with the address of an Elasticsearch in it. */
export function unpackVersion(version: string, elasticUrl: string): string {
  const text = brotliDecompressSync(readFileSync(fileOf(version))).toString();
  const folder = mkdtempSync(join(tmpdir(), "smspump-assembly-"));
  for (const [name, content] of Object.entries(JSON.parse(text) as Files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content.replaceAll(ELASTIC_PLACEHOLDER, elasticUrl));
  }
  return folder;
}
