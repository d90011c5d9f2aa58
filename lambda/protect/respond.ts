import type { LockResponse } from "./run";

const SECONDS = 30;

/**
 * Tells CloudFormation. The URL is signed for a request without a content type.
 *
 * @throws Error when it could not be told: Lambda then repeats the invocation
 */
export async function respond(url: string, response: LockResponse): Promise<void> {
  const { ok, status } = await fetch(url, {
    method: "PUT",
    body: Buffer.from(JSON.stringify(response)),
    headers: { "content-type": "" },
    signal: AbortSignal.timeout(SECONDS * 1000),
  });
  if (!ok) throw new Error(`CloudFormation's response URL: got status ${status}; it is repeated`);
}
