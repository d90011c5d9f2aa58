import { readFileSync } from "node:fs";
import { join } from "node:path";
import { kibanaFiles } from "../../elastic/files";
import { nextVersions } from "../../elastic/next-versions";
import { STORED_VERSIONS } from "../../elastic/versions";
import { configurationPage } from "./configuration-page";
import { documentPicture } from "./document-picture";
import { elasticPage } from "./elastic-page";
import { schemaFile } from "./event-schema-file";
import { findingDetail, incidentDetail } from "./event-schemas";
import { eventsPage } from "./events-page";
import { kibanaRulesPage } from "./kibana-rules-page";
import { readmePage } from "./readme-page";
import { rulesPage } from "./rules-page";
import { runbookPages } from "./runbook-pages";

/** A page of the documentation, or a file for others to read, that is written from the code. */
export interface GeneratedPage {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

export const generatedPages = (): readonly GeneratedPage[] => [
  { path: "docs/rules.md", text: rulesPage() },
  ...runbookPages(),
  { path: "docs/configuration.md", text: configurationPage() },
  { path: "README.md", text: readmePage() },
  { path: "docs/events/README.md", text: eventsPage() },
  { path: "docs/elastic/finding-document.md", text: elasticPage() },
  { path: "docs/elastic/finding-document.svg", text: documentPicture() },
  { path: "docs/elastic/rules.md", text: kibanaRulesPage(nextVersions(STORED_VERSIONS)) },
  ...kibanaFiles(),
  {
    path: "docs/events/finding.schema.json",
    text: schemaFile(findingDetail, "SMS Pumping Finding"),
  },
  {
    path: "docs/events/incident.schema.json",
    text: schemaFile(incidentDetail, "SMS Pumping Incident"),
  },
];

function storedText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The pages whose files are missing or say something else. */
export const stalePages = (root: string): readonly GeneratedPage[] =>
  generatedPages().filter(({ path, text }) => storedText(join(root, path)) !== text);
