import { networkTrouble } from "../../../lambda/adapters/network-error";

const failedWith = (cause: unknown): Error => new TypeError("fetch failed", { cause });

test("a certificate that is not trusted is told as such, and not tried again", () => {
  const error = failedWith(Object.assign(new Error("x"), { code: "SELF_SIGNED_CERT_IN_CHAIN" }));
  expect(networkTrouble(error)).toEqual({
    text: "its certificate is not trusted (SELF_SIGNED_CERT_IN_CHAIN): configure the authority that issued it",
    isTransient: false,
  });
});

test.each([
  [failedWith({ code: "ENOTFOUND" }), "it could not be reached (ENOTFOUND)"],
  [failedWith({ name: "SocketError" }), "it could not be reached (SocketError)"],
  [{ code: "ECONNRESET" }, "it could not be reached (ECONNRESET)"],
  [new DOMException("x", "TimeoutError"), "it did not answer in time"],
  ["odd", "it could not be reached (no code)"],
  [null, "it could not be reached (no code)"],
])("%s may pass", (error, text) => {
  expect(networkTrouble(error)).toEqual({ text, isTransient: true });
});
