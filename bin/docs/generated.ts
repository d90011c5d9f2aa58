import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { gunzipSync } from "node:zlib";
import { kibanaFiles } from "../../elastic/files";
import { nextVersions } from "../../elastic/next-versions";
import { STORED_VERSIONS } from "../../elastic/versions";
import { indexTemplate } from "../../lambda/core/elastic/index-template";
import { configSchemaFile } from "./config-schema-file";
import { configurationPage } from "./configuration-page";
import { deployPage } from "./deploy-page";
import { doctorPage } from "./doctor-page";
import { documentPicture } from "./document-picture";
import { elasticPage } from "./elastic-page";
import { jsonFile, schemaFile } from "./event-schema-file";
import { findingDetail, incidentDetail } from "./event-schemas";
import { eventsPage } from "./events-page";
import { demoExamples, exampleDetails, exampleDocuments } from "./examples/examples";
import { kibanaRulesPage } from "./kibana-rules-page";
import { readmePage } from "./readme-page";
import { rulesPage } from "./rules-page";
import { runbookPages } from "./runbook-pages";

/** A file that is written from the code. */
export interface GeneratedFile {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  /** Compressed where the path ends with `.gz`. */
  readonly text: string;
}

/** The documentation's pages, and what others read: schemas, the index template, Kibana's rules. */
export async function generatedPages(): Promise<readonly GeneratedFile[]> {
  const documents = await exampleDocuments();
  const [[, incident] = []] = documents;
  if (incident === undefined) throw new Error("there is no example of a document");
  return [
    { path: "docs/rules.md", text: rulesPage() },
    ...runbookPages(),
    { path: "docs/configuration.md", text: configurationPage() },
    { path: "docs/deploy.md", text: deployPage() },
    { path: "docs/doctor.md", text: doctorPage() },
    { path: "smspump.schema.json", text: configSchemaFile() },
    { path: "README.md", text: readmePage(await demoExamples()) },
    { path: "docs/events/README.md", text: eventsPage(await exampleDetails()) },
    {
      path: "docs/events/finding.schema.json",
      text: schemaFile(findingDetail, "SMS Pumping Finding"),
    },
    {
      path: "docs/events/incident.schema.json",
      text: schemaFile(incidentDetail, "SMS Pumping Incident"),
    },
    { path: "docs/elastic/finding-document.md", text: elasticPage(documents) },
    { path: "docs/elastic/finding-document.svg", text: documentPicture(incident) },
    {
      path: "docs/elastic/index-template.json",
      text: jsonFile(indexTemplate({ retentionDays: 365 })),
    },
    { path: "docs/elastic/rules.md", text: kibanaRulesPage(nextVersions(STORED_VERSIONS)) },
    ...kibanaFiles(),
  ];
}

function storedText(path: string): string | undefined {
  try {
    const bytes = readFileSync(path);
    return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Files that are missing or say something else. */
export const staleFiles = (
  root: string,
  files: readonly GeneratedFile[],
): readonly GeneratedFile[] =>
  files.filter(({ path, text }) => storedText(join(root, path)) !== text);

/** Files below a folder of generated ones that nothing generates any more. */
export function orphansIn(
  root: string,
  folder: string,
  files: readonly GeneratedFile[],
): readonly string[] {
  const paths = new Set(files.map(({ path }) => path));
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
    .map((path) => path.replaceAll(sep, "/"))
    .filter((path) => !paths.has(path));
}
