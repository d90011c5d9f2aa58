import { cloudUrls } from "../../../../lambda/core/elastic/endpoint";

const idOf = (decoded: string): string => `soc:${Buffer.from(decoded).toString("base64")}`;

describe("a Cloud ID", () => {
  test("holds the addresses of Elasticsearch and Kibana", () => {
    expect(cloudUrls(idOf("eu-west-1.aws.found.io$abc123$def456"))).toEqual({
      elasticsearch: "https://abc123.eu-west-1.aws.found.io",
      kibana: "https://def456.eu-west-1.aws.found.io",
    });
  });

  test("may have a port for all, or one for each", () => {
    expect(cloudUrls(idOf("example.com:9243$abc$def:9244"))).toEqual({
      elasticsearch: "https://abc.example.com:9243",
      kibana: "https://def.example.com:9244",
    });
    expect(cloudUrls(idOf("example.com:443$abc$def"))).toEqual({
      elasticsearch: "https://abc.example.com",
      kibana: "https://def.example.com",
    });
  });

  test("may lack Kibana", () => {
    expect(cloudUrls(idOf("example.com$abc$"))?.kibana).toBeUndefined();
    expect(cloudUrls(idOf("example.com$abc"))?.elasticsearch).toBe("https://abc.example.com");
  });

  test.each([
    "localhost:9200",
    "https://example.com:9243",
    "soc:",
    "abc",
    idOf("$$"),
    idOf("abc$"),
  ])("is not %s", (text) => {
    expect(cloudUrls(text)).toBeUndefined();
  });
});
