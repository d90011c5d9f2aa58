import { openSharedServices, type SharedServices } from "./shared-services";
import { bundleCommandLine } from "./smspump";

declare global {
  /** Jest loads the teardown apart from the setup. */
  var sharedTestServices: SharedServices | undefined;
}

export default async function globalSetup(): Promise<void> {
  bundleCommandLine();
  globalThis.sharedTestServices = await openSharedServices();
}
