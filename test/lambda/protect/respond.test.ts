import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { respond } from "../../../lambda/protect/respond";
import type { LockResponse } from "../../../lambda/protect/run";

const RESPONSE: LockResponse = {
  Status: "SUCCESS",
  PhysicalResourceId: "p",
  StackId: "s",
  RequestId: "r",
  LogicalResourceId: "l",
};

/** A server that takes one request as CloudFormation's bucket does. */
async function answered(status: number) {
  const seen: { request?: IncomingMessage; body: string } = { body: "" };
  const server = createServer((request, response) => {
    seen.request = request;
    request.on("data", (data: Buffer) => (seen.body += data.toString()));
    request.on("end", () => response.writeHead(status).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const sent = respond(`http://127.0.0.1:${port}/answer?signature=x`, RESPONSE);
  const error = await sent.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  server.close();
  return { ...seen, error };
}

test("puts the answer to the signed URL, without a content type", async () => {
  const { request, body, error } = await answered(200);
  expect(error).toBeUndefined();
  expect(request?.method).toBe("PUT");
  expect(request?.url).toBe("/answer?signature=x");
  expect(request?.headers["content-type"] ?? "").toBe("");
  expect(request?.headers["content-length"]).toBe(String(body.length));
  expect(JSON.parse(body)).toEqual(RESPONSE);
});

test("fails when it is not taken, so that Lambda repeats the invocation", async () => {
  expect(String((await answered(403)).error)).toContain("got status 403");
});
