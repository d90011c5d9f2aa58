import { bundleCommandLine } from "../../support/smspump";
import { builtNode } from "./build";
import { NODE_VARIABLE, startNode, type OneNode, type RealNode } from "./one-node";
import { requireTools } from "./tools";

declare global {
  /** Jest loads the teardown apart from the setup. */
  var realNode: OneNode | undefined;
}

/** Small, so that a document over it can be sent in no time. */
const LONGEST_REQUEST = 2_000_000;

function tellSkipped(problem: string): void {
  const line = "*".repeat(80);
  process.stderr.write(
    `\n${line}\nSKIPPED: nothing is proven on a real Elasticsearch: ${problem}\n${line}\n`,
  );
}

/** Starts the node that all suites share, or has them skipped where it cannot be: never in CI. */
export default async function setup(): Promise<void> {
  const tools = requireTools(process.env, tellSkipped);
  if (tools === undefined) return;
  bundleCommandLine();
  const built = { folder: builtNode(tools), jdk: tools.jdk };
  const node = await startNode(built, {
    settings: { "http.max_content_length": `${LONGEST_REQUEST}b` },
  });
  globalThis.realNode = node;
  const real: RealNode = { url: node.url, built, longestRequest: LONGEST_REQUEST };
  process.env[NODE_VARIABLE] = JSON.stringify(real);
}
